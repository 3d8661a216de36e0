using Cosmo.Identity.Accounts;
using Cosmo.Identity.Accounts.Profile;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.Profile;

/// <summary>What people may say of themselves, and what becomes of the rest.</summary>
public sealed class ProfileValuesTests
{
    private const string Stored =
        """{"name":"Ada","gender":"female","department":"Engines","address":{"formatted":"12 St James's Square\nLondon","locality":"London","country":"GB"}}""";

    [Theory]
    [InlineData("name", "Ada Lovelace", true)]
    [InlineData("name", "a\u0000b", false)]
    [InlineData("name", "a\nb", false)]
    [InlineData("picture", "https://people.example.test/ada.png", true)]
    [InlineData("picture", "javascript:alert(1)", false)]
    [InlineData("picture", "data:image/png;base64,AAAA", false)]
    [InlineData("website", "//evil.example.test", false)]
    [InlineData("website", "https://evil.example.test/ x", false)]
    [InlineData("phone_number", "+44 20 7946 0018", true)]
    [InlineData("phone_number", "call me", false)]
    [InlineData("birthdate", "1815-12-10", true)]
    [InlineData("birthdate", "10.12.1815", false)]
    [InlineData("birthdate", "1815-13-10", false)]
    [InlineData("zoneinfo", "Europe/London", true)]
    [InlineData("zoneinfo", "Europe/London'; --", false)]
    [InlineData("locale", "en-GB", true)]
    [InlineData("locale", "../../etc", false)]
    [InlineData("address.street_address", "12 St James's Square\nSecond floor", true)]
    [InlineData("address.street_address", "12\u0007", false)]
    [InlineData("address.locality", "Lon\ndon", false)]
    public void Each_field_holds_what_its_claim_may_hold(string claim, string value, bool fits)
    {
        var values = new ProfileValues { [claim] = value };

        values.Unfit().Count.ShouldBe(fits ? 0 : 1);
    }

    [Fact]
    public void Claims_that_are_not_theirs_to_change_stay()
    {
        var values = ProfileValues.Of(User(Stored));


        values["name"] = "Ada Lovelace";
        values["gender"] = "none of a form's fields";
        values["department"] = "Treasury";


        values.Into(Stored).ShouldBe(
            """{"name":"Ada Lovelace","gender":"female","department":"Engines","address":{"formatted":"12 St James\u0027s Square\nLondon","locality":"London","country":"GB"}}""");
    }

    [Fact]
    public void A_changed_part_of_the_address_ends_the_whole_in_one_text()
    {
        var values = ProfileValues.Of(User(Stored));


        (values["address.locality"], values["address.country"], values["name"]) = ("Marylebone", " ", null);


        values.Into(Stored).ShouldBe("""{"gender":"female","department":"Engines","address":{"locality":"Marylebone"}}""");
    }

    [Fact]
    public void An_empty_profile_is_none() => new ProfileValues().Into("""{"name":"Ada","address":{"country":"GB"}}""").ShouldBeNull();

    private static UserRecord User(string profile) =>
        new(Guid.NewGuid(), "ada", null, "", false, null, false, null, false, DateTimeOffset.UnixEpoch, profile);
}
