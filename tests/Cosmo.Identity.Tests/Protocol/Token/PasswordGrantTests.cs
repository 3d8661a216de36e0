using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Token;

/// <summary>The password grant: opted into per client, never an oracle (R-14, V055, V057, ENUM-01; RFC 6749 §4.3).</summary>
public sealed class PasswordGrantTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task The_right_password_gives_tokens_of_a_session_of_their_own(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Mobile);

        var one = (await client.PasswordAsync(People.Ada, "openid profile offline_access orders.read roles")).ShouldSucceed();
        var two = (await client.PasswordAsync(People.Ada, "openid profile offline_access orders.read roles")).ShouldSucceed();

        var (first, second) = (Jwt.Parse(one.AccessToken), Jwt.Parse(two.AccessToken));
        first.Claim("sub").ShouldBe(second.Claim("sub"));
        first.Claim("sid").ShouldNotBe(second.Claim("sid"));
        first.Claims("role").ShouldBe(["analyst", "customer"], ignoreOrder: true);
        Jwt.Parse(one.IdToken).Claims("amr").ShouldContain("pwd");
        one.RefreshToken.Length.ShouldBe(43);
        one.Header("Pragma").ShouldBeOneOf("no-cache", null);
    }

    [Theory]
    [BothDatabases]
    public async Task Every_failure_reads_the_same(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Mobile);

        var wrong = await client.PasswordAsync(People.Heidi, password: "not-the-password-of-heidi");
        var unknown = await client.PasswordAsync(new Person("nobody", "not-the-password-of-anybody"));
        var disabled = await client.PasswordAsync(People.Linus);

        wrong.ShouldFail(400, "invalid_grant");
        unknown.Body.ShouldBe(wrong.Body);
        unknown.Status.ShouldBe(wrong.Status);
        disabled.Body.ShouldBe(wrong.Body);
        disabled.Status.ShouldBe(wrong.Status);
    }

    [Theory]
    [InlineData("ADA")]
    [InlineData("Ada")]
    [InlineData("ada@example.test")]
    public async Task A_user_name_is_found_in_any_case_and_by_mail(string userName)
    {
        // NORM-01, NORM-02.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var usual = Jwt.Parse((await client.PasswordAsync(People.Ada)).ShouldSucceed().AccessToken);

        var answer = (await client.PasswordAsync(People.Ada with { UserName = userName })).ShouldSucceed();

        Jwt.Parse(answer.AccessToken).Claim("sub").ShouldBe(usual.Claim("sub"));
    }

    /// <summary>Passwords that a careless check would take for the right one.</summary>
    public static TheoryData<string> AlmostRight { get; } =
    [
        People.Heidi.Password.ToLowerInvariant(), " " + People.Heidi.Password, People.Heidi.Password + " ",
        People.Heidi.Password[..^1], People.Heidi.Password + "\0", "",
    ];

    [Theory]
    [MemberData(nameof(AlmostRight))]
    public async Task A_password_is_checked_exactly(string password)
    {
        // ASVS 6.2.8, NORM-07.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);

        (await client.PasswordAsync(People.Heidi, password: password)).ShouldFail(400, "invalid_grant", "invalid_request");

        (await client.PasswordAsync(People.Heidi)).ShouldSucceed();
    }

    [Fact]
    public async Task A_client_without_the_grant_cannot_use_it()
    {
        var server = await servers.AnyAsync();

        foreach (var registration in new[] { Registrations.Web, Registrations.Spa, Registrations.Worker, Registrations.OrdersApi })
        {
            var answer = await server.As(registration).TokenAsync(("grant_type", "password"), ("username", People.Ada.UserName), ("password", People.Ada.Password));

            answer.ShouldFail(400, "unauthorized_client");
        }
    }

    [Theory]
    [InlineData("Password")]
    [InlineData("PASSWORD")]
    [InlineData(" password")]
    [InlineData("password ")]
    [InlineData("urn:ietf:params:oauth:grant-type:token-exchange")]
    [InlineData("implicit")]
    public async Task A_grant_type_is_matched_exactly(string grantType)
    {
        var server = await servers.AnyAsync();

        var answer = await server.As(Registrations.Mobile).TokenAsync(
            ("grant_type", grantType), ("username", People.Ada.UserName), ("password", People.Ada.Password));

        answer.ShouldFail(400, "unsupported_grant_type", "unauthorized_client");
    }

    [Theory]
    [InlineData("openid no.such.scope")]
    [InlineData("cosmo.admin")]
    public async Task A_scope_that_the_client_does_not_have_is_refused(string scope)
    {
        var server = await servers.AnyAsync();

        (await server.As(Registrations.Mobile).PasswordAsync(People.Ada, scope)).ShouldFail(400, "invalid_scope");
    }

    [Theory]
    [InlineData("username")]
    [InlineData("password")]
    public async Task Both_name_and_password_are_required(string left)
    {
        var server = await servers.AnyAsync();
        var fields = new[] { ("grant_type", "password"), ("username", "ada"), ("password", "x") }.Where(field => field.Item1 != left);

        (await server.As(Registrations.Mobile).TokenAsync([.. fields])).ShouldFail(400, "invalid_request");
    }

    [Fact]
    public async Task Without_offline_access_there_is_no_refresh_token()
    {
        var server = await servers.AnyAsync();

        var answer = (await server.As(Registrations.Mobile).PasswordAsync(People.Ada, "openid orders.read")).ShouldSucceed();

        answer.Has("refresh_token").ShouldBeFalse();
    }

    [Fact]
    public async Task A_megabyte_of_password_is_refused_before_it_is_hashed()
    {
        // DOS-07.
        var server = await servers.AnyAsync();

        var answer = await server.As(Registrations.Mobile).PasswordAsync(People.Ada, password: new string('x', 1024 * 1024));

        answer.Status.ShouldBeOneOf(400, 413);
    }
}
