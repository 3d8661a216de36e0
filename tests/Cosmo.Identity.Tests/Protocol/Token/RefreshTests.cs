using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Token;

/// <summary>Rotation, its narrow forgiveness, and its end (RFC 6749 §6; TOK-05, TOK-07, TOK-08; ASVS 10.4.8).</summary>
public sealed class RefreshTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task A_refresh_gives_a_new_pair_of_the_same_person_and_session(Database database)
    {
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Web);
        var first = await client.SignInAsync(People.Ada, "openid offline_access orders.read");


        var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();
        var third = (await client.RefreshAsync(second.RefreshToken)).ShouldSucceed();


        new[] { first.RefreshToken, second.RefreshToken, third.RefreshToken }.ShouldBeUnique();
        new[] { first.AccessToken, second.AccessToken, third.AccessToken }.ShouldBeUnique();
        var (before, after) = (Jwt.Parse(first.IdToken), Jwt.Parse(third.IdToken));
        // OpenID Connect Core §12.2.
        foreach (var claim in new[] { "iss", "sub", "aud", "sid", "auth_time" })
        {
            after.Claim(claim).ShouldBe(before.Claim(claim), claim);
        }

        after.Instant("iat").ShouldBeGreaterThanOrEqualTo(before.Instant("iat"));
        Jwt.Parse(third.AccessToken).Claims("aud").ShouldBe(Jwt.Parse(first.AccessToken).Claims("aud"));
        (await client.UserInfoAsync(third.AccessToken)).ShouldSucceed();
    }

    [Theory]
    [BothDatabases]
    public async Task A_retry_inside_the_leeway_gets_the_same_successor(Database database)
    {
        // D3, TOK-05: the answer was lost on its way; the client asks again.
        var server = await servers.OnAsync(database);
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();


        var first = (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
        var retry = (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();


        retry.RefreshToken.ShouldBe(first.RefreshToken);
        (await client.UserInfoAsync(retry.AccessToken)).ShouldSucceed();
        (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();
    }

    [Fact]
    public async Task A_retry_after_the_successor_was_used_never_opens_a_second_branch()
    {
        // TOK-04: whoever holds the older token, there is one living chain or none.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var second = (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
        var third = (await client.RefreshAsync(second.RefreshToken)).ShouldSucceed();

        var late = await client.RefreshAsync(tokens.RefreshToken);

        if (late.Status == 200)
        {
            new[] { second.RefreshToken, third.RefreshToken }.ShouldContain(late.RefreshToken);
        }
        else
        {
            late.ShouldFail(400, "invalid_grant");
        }
    }

    [Theory]
    [InlineData("openid orders.read", "openid orders.read")]
    [InlineData("orders.read", "orders.read")]
    [InlineData("openid", "openid")]
    public async Task Scope_may_shrink(string asked, string given)
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada, "openid offline_access orders.read stock.read")).ShouldSucceed();

        var narrow = (await client.RefreshAsync(tokens.RefreshToken, ("scope", asked))).ShouldSucceed();

        var accessToken = Jwt.Parse(narrow.AccessToken);
        accessToken.Claim("scope")!.Split(' ').ShouldBe(given.Split(' '), ignoreOrder: true);
        accessToken.Claims("aud").ShouldNotContain("https://stock.example.test");
        // RFC 6749 §6: the refresh token keeps the scope of the one it came from.
        var whole = (await client.RefreshAsync(narrow.RefreshToken)).ShouldSucceed();
        Jwt.Parse(whole.AccessToken).Claims("aud").ShouldContain("https://stock.example.test");
    }

    [Fact]
    public async Task A_narrower_token_says_less_of_the_person()
    {
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada, "openid email roles offline_access")).ShouldSucceed();

        var narrow = (await client.RefreshAsync(tokens.RefreshToken, ("scope", "openid"))).ShouldSucceed();
        var whole = (await client.RefreshAsync(narrow.RefreshToken)).ShouldSucceed();

        Jwt.Parse(narrow.AccessToken).Claims("role").ShouldBeEmpty();
        Jwt.Parse(narrow.IdToken).Claims("email").ShouldBeEmpty();
        Jwt.Parse(whole.AccessToken).Claims("role").ShouldContain("analyst");
        Jwt.Parse(whole.IdToken).Claims("email").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("openid orders.read orders.write")]
    [InlineData("stock.read")]
    [InlineData("no.such.scope")]
    public async Task Scope_never_grows(string scope)
    {
        // TOK-07, R-11.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada, "openid offline_access orders.read")).ShouldSucceed();

        var wide = await client.RefreshAsync(tokens.RefreshToken, ("scope", scope));

        wide.ShouldFail(400, "invalid_scope");
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
    }

    [Fact]
    public async Task Another_client_cannot_use_it_and_its_owner_still_can()
    {
        // TOK-08, V027.
        var server = await servers.AnyAsync();
        var owner = server.As(Registrations.Web);
        var tokens = await owner.SignInAsync(People.Ada);

        (await server.As(Registrations.Other).RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await server.As(Registrations.Spa).RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        var anonymous = await server.Http.PostAsync("/connect/token", [("grant_type", "refresh_token"), ("refresh_token", tokens.RefreshToken)]);
        anonymous.ShouldFail(anonymous.Status == 400 ? 400 : 401, "invalid_request", "invalid_client");
        (await server.Http.PostAsync("/connect/token", [("grant_type", "refresh_token"), ("client_id", "web"), ("refresh_token", tokens.RefreshToken)]))
            .ShouldFail(401, "invalid_client");

        (await owner.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
    }

    [Fact]
    public async Task The_family_ends_at_its_absolute_lifetime_however_often_it_is_refreshed()
    {
        await using var server = await servers.StartAsync(
            Database.Sqlite, ("Tokens:RefreshTokenLifetime", "00:00:03"), ("Tokens:RefreshTokenReuseLeeway", "00:00:00"), ("Tokens:AccessTokenLifetime", "00:00:02"));
        var client = server.As(Registrations.Mobile);
        var tokens = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var refreshes = 0;

        await Eventually.HoldsAsync(
            async () =>
            {
                var next = await client.RefreshAsync(tokens.RefreshToken);
                if (next.Status != 200)
                {
                    next.ShouldFail(400, "invalid_grant");
                    return true;
                }

                refreshes++;
                tokens = next;
                return false;
            },
            TimeSpan.FromSeconds(8),
            "a family of 3 seconds ended");

        refreshes.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("Zx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public async Task What_is_no_refresh_token_is_refused(string token)
    {
        var server = await servers.AnyAsync();

        var answer = await server.As(Registrations.Web).RefreshAsync(token);

        answer.ShouldFail(400, token.Length == 0 ? "invalid_request" : "invalid_grant");
    }

    [Fact]
    public async Task A_refresh_token_cut_stretched_or_flipped_is_worth_nothing()
    {
        // V025.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Mobile);
        var token = (await client.PasswordAsync(People.Ada)).ShouldSucceed().RefreshToken;

        foreach (var forged in new[] { token[..^1], token + "A", token + " ", token.ToUpperInvariant(), (token[0] == 'A' ? 'B' : 'A') + token[1..] })
        {
            (await client.RefreshAsync(forged)).ShouldFail(400, "invalid_grant");
        }

        (await client.RefreshAsync(token)).ShouldSucceed();
    }

    [Fact]
    public async Task Tokens_of_other_kinds_do_not_refresh()
    {
        // JWT-07.
        var server = await servers.AnyAsync();
        var client = server.As(Registrations.Web);
        var tokens = await client.SignInAsync(People.Ada);

        (await client.RefreshAsync(tokens.AccessToken)).ShouldFail(400, "invalid_grant");
        (await client.RefreshAsync(tokens.IdToken)).ShouldFail(400, "invalid_grant");
    }

    [Fact]
    public async Task A_person_who_was_locked_since_gets_nothing_more()
    {
        // V029.
        await using var server = await servers.StartAsync(Database.Sqlite);
        var client = server.As(Registrations.Web);
        var tokens = await client.SignInAsync(People.Grace);

        var locked = await Command.CosmoAsync(server.Folder, "Development", ["users", "lock", "grace", .. server.DataArguments]);

        locked.ExitCode.ShouldBe(0, locked.Text);
        (await client.RefreshAsync(tokens.RefreshToken)).ShouldFail(400, "invalid_grant");
        await Eventually.HoldsAsync(
            async () => (await client.UserInfoAsync(tokens.AccessToken)).Status == 401, TimeSpan.FromSeconds(1.5), "a locked person's access token was refused");
    }
}
