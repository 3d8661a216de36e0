using Cosmo.Identity.Admin.Clients;
using Cosmo.Identity.Clients;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Clients;

/// <summary>What is said of a registration: each weakness by its name, and nothing of a sound one.</summary>
public sealed class ClientFindingsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static readonly ClientMetadata Sound = new()
    {
        ClientId = "sound",
        GrantTypes = ["authorization_code", "refresh_token"],
        RedirectUris = ["https://rp.example.test/"],
        PostLogoutRedirectUris = ["https://rp.example.test/bye"],
        Scope = "openid offline_access",
    };

    [Fact]
    public void Nothing_is_said_of_a_sound_client() => Find(Sound).ShouldBeEmpty();

    [Fact]
    public void Each_weakness_is_named()
    {
        Find(Sound with { RequirePkce = false }).ShouldBe(["Warning It may ask for codes without PKCE."]);
        Find(Sound with { GrantTypes = [.. Sound.GrantTypes, "password"] }).ShouldBe(["Warning It sees people’s passwords, and is not marked as your own."]);
        Find(Sound with { RedirectUris = ["http://localhost/"] }).ShouldBe(["Warning People come back over http, to http://localhost/."]);
        Find(Sound with { RedirectUris = ["http://localhost/"], ApplicationType = "native" }).ShouldBeEmpty();
        Find(Sound with { RedirectUris = [.. Enumerable.Range(0, 11).Select(i => $"https://rp.example.test/{i}")] }).ShouldBe(["Notice It has 11 redirect URIs."]);
        Find(Sound with { PostLogoutRedirectUris = [] }).ShouldBe(["Info Nobody comes back to it after signing out."]);
        Find(Sound with { Consent = "implicit" }).ShouldBe(["Info Nobody is asked what it may have."]);
        Find(Sound with { Scope = "openid offline_access lost" }).ShouldBe(["Warning It may ask for lost, which does not exist."]);
        Find(Sound with { Scope = "openid" }).ShouldHaveSingleItem().ShouldStartWith("Notice It may use refresh tokens");
        Find(Sound with { GrantTypes = ["authorization_code"] }).ShouldHaveSingleItem().ShouldStartWith("Notice It may ask for offline_access");
        Find(Sound with { Scope = "openid offline_access cosmo.admin" }).Count.ShouldBe(2);
        Find(Sound with { Scope = "openid offline_access cosmo.admin", RequirePushedAuthorizationRequests = true }).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_secret_is_judged_by_its_kind_and_age()
    {
        Find(Sound, SecretKind.None).ShouldBe(["Critical It cannot authenticate: it has no secret."]);
        Find(Sound, SecretKind.Chosen).ShouldHaveSingleItem().ShouldStartWith("Warning A person chose its secret");
        Find(Sound, SecretKind.Random, Now.AddDays(-366)).ShouldBe(["Notice Its secret is older than a year."]);
        Find(Sound, SecretKind.Random, Now.AddDays(-364)).ShouldBeEmpty();
        Find(Sound with { TokenEndpointAuthMethod = "none" }, SecretKind.None).ShouldBeEmpty();
    }

    private static IReadOnlyList<string> Find(ClientMetadata client, SecretKind secret = SecretKind.Random, DateTimeOffset? changed = null) =>
        [.. ClientFindings.Of(new KnownClient(client, "1", secret, changed), ["openid", "offline_access", "cosmo.admin"], Now).Select(finding => $"{finding.Severity} {finding.What}")];
}
