using System.Net;
using Cosmo.Identity.Accounts.ApiKeys;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.ApiKeys;

/// <summary>Which keys may be made, and from where they may be used.</summary>
public sealed class ApiKeyDraftTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Available = ["orders.read", "orders.write", "cosmo.account.read"];

    [Theory]
    [InlineData("Backup on nas", "orders.read", "", 90, null)]
    [InlineData("  Backup  ", "orders.read orders.read cosmo.account.read", "192.0.2.0/24 2001:db8::/48 198.51.100.7", 365, null)]
    [InlineData("", "orders.read", "", 90, "Name")]
    [InlineData("   ", "orders.read", "", 90, "Name")]
    [InlineData(null, "orders.read", "", 90, "Name")]
    [InlineData("a\nb", "orders.read", "", 90, "Name")]
    [InlineData("a\u202Eb", "orders.read", "", 90, "Name")]
    [InlineData("b", "", "", 90, "NoScope")]
    [InlineData("b", "stock.read", "", 90, "Scope")]
    [InlineData("b", "orders.read openid", "", 90, "Scope")]
    [InlineData("b", "orders.read offline_access", "", 90, "Scope")]
    [InlineData("b", "orders.read cosmo.admin", "", 90, "Scope")]
    [InlineData("b", "Orders.Read", "", 90, "Scope")]
    [InlineData("b", "orders.read", "192.0.2.1/24", 90, "Network")]
    [InlineData("b", "orders.read", "everywhere", 90, "Network")]
    [InlineData("b", "orders.read", "", 0, "Expiry")]
    [InlineData("b", "orders.read", "", -1, "Expiry")]
    [InlineData("b", "orders.read", "", 366, "Expiry")]
    public void A_wish_is_good_or_says_what_is_wrong(string? name, string scopes, string networks, int days, string? fault)
    {
        var (draft, found) = Judge(name, scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries), networks.Split(' '), days);

        found?.ToString().ShouldBe(fault);
        (draft is null).ShouldBe(fault is not null);
    }

    [Fact]
    public void A_draft_has_one_form()
    {
        var (draft, _) = Judge(" Backup ", ["orders.write", "orders.read", "orders.read"], ["198.51.100.7", " ::ffff:192.0.2.0/120 ", "2001:DB8:0::/48", "198.51.100.7/32"], 90);

        draft.ShouldNotBeNull().Name.ShouldBe("Backup");
        draft.Scopes.ShouldBe(["orders.read", "orders.write"]);
        draft.Networks.ShouldBe(["198.51.100.7/32", "192.0.2.0/24", "2001:db8::/48"]);
    }

    [Fact]
    public void There_is_an_end_to_names_and_networks()
    {
        Judge(new string('n', 101), ["orders.read"], [], 90).Fault.ShouldBe(ApiKeyFault.Name);
        Judge("b", ["orders.read"], [.. Enumerable.Range(1, 21).Select(number => $"192.0.2.{number}")], 90).Fault.ShouldBe(ApiKeyFault.TooManyNetworks);
    }

    [Theory]
    [InlineData("", null, true)]
    [InlineData("", "203.0.113.9", true)]
    [InlineData("192.0.2.0/24", "192.0.2.200", true)]
    [InlineData("192.0.2.0/24", "192.0.3.1", false)]
    [InlineData("192.0.2.0/24", "2001:db8::1", false)]
    [InlineData("192.0.2.0/24 2001:db8::/48", "2001:db8:0:7::1", true)]
    [InlineData("192.0.2.0/24", null, false)]
    public void A_key_is_used_from_its_networks_only(string networks, string? from, bool allowed)
    {
        var key = new ApiKey(Guid.NewGuid(), Guid.NewGuid(), "b", "cosmo_abcd", ["orders.read"], networks.Split(' ', StringSplitOptions.RemoveEmptyEntries), Now, Now.AddDays(1), null, null, null, false, false);

        key.Allows(from is null ? null : IPAddress.Parse(from)).ShouldBe(allowed);
    }

    [Theory]
    [InlineData(false, 1, false, true)]
    [InlineData(true, 1, false, false)]
    [InlineData(false, -1, false, false)]
    [InlineData(false, 0, false, false)]
    [InlineData(false, 1, true, false)]
    public void A_key_lives_until_it_is_ended_expires_or_its_owner_is_out(bool isEnded, int hours, bool isDisabled, bool isAlive) =>
        new ApiKey(Guid.NewGuid(), Guid.NewGuid(), "b", "cosmo_abcd", [], [], Now, Now.AddHours(hours), isEnded ? Now : null, null, null, isDisabled, false).IsAlive(Now).ShouldBe(isAlive);

    [Fact]
    public void Whoever_is_no_administrator_any_more_has_no_key_to_the_administration()
    {
        var key = new ApiKey(Guid.NewGuid(), Guid.NewGuid(), "b", "cosmo_abcd", ["cosmo.admin", "orders.read"], [], Now, Now.AddHours(1), null, null, null, false, OwnerIsAdmin: true);

        key.LiveScopes.ShouldBe(["cosmo.admin", "orders.read"]);
        (key with { OwnerIsAdmin = false }).LiveScopes.ShouldBe(["orders.read"]);
    }

    private static (ApiKeyDraft? Draft, ApiKeyFault? Fault) Judge(string? name, string[] scopes, string[] networks, int days) =>
        ApiKeyDraft.Of(name, scopes, networks, Now.AddDays(days), Available, Now, TimeSpan.FromDays(365));
}
