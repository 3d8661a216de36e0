using Cosmo.Identity.Accounts;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts;

/// <summary>However a name is written, it is one name; what looks like another name is none (NORM-01, NORM-04, NORM-05, V069).</summary>
public sealed class UserNamesTests
{
    [Theory]
    [InlineData("alice", "ALICE")]
    [InlineData(" Alice\t", "ALICE")]
    [InlineData("\uFF41\uFF4C\uFF49\uFF43\uFF45", "ALICE")]
    [InlineData("\u24D0lice", "ALICE")]
    [InlineData("in\uFB01", "INFI")]
    [InlineData("info", "INFO")]
    [InlineData("cafe\u0301", "CAF\u00C9")]
    [InlineData("caf\u00E9", "CAF\u00C9")]
    [InlineData("q\u0307\u0323", "Q\u0323\u0307")]
    [InlineData("\u212Aim", "KIM")]
    [InlineData("mi\u017Fs", "MISS")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("\uD55C", "\uD55C")]
    [InlineData("\uD835\uDC00da", "ADA")]
    [InlineData("ann@ex\u00E4mple.test", "ANN@EX\u00C4MPLE.TEST")]
    public void Spellings_of_one_name_are_equal(string name, string canonical) => UserNames.Canonical(name).ShouldBe(canonical);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u3000")]
    [InlineData("al\u200Bice")]
    [InlineData("al\u00ADice")]
    [InlineData("alice\uFE0F")]
    [InlineData("al\u034Fice")]
    [InlineData("\u3164")]
    [InlineData("\u202Eecila")]
    [InlineData("al\0ice")]
    [InlineData("al\r\nice")]
    [InlineData("\uE000")]
    [InlineData("\u0378")]
    public void What_hides_something_is_no_name(string? name) => UserNames.Canonical(name).ShouldBeNull();

    [Fact]
    public void A_name_that_grows_beyond_its_column_is_no_name()
    {
        UserNames.Canonical(new string('a', UserNames.LongestName)).ShouldNotBeNull();
        UserNames.Canonical(new string('a', UserNames.LongestName + 1)).ShouldBeNull();
        // One character that becomes eighteen.
        UserNames.Canonical(new string('\uFDFA', 20)).ShouldBeNull();
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_name() => UserNames.Canonical("al" + (char)0xD800 + "ice").ShouldBeNull();
}
