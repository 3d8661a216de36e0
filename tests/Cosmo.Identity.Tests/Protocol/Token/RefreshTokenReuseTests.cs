using Cosmo.Identity.Tests.Harness;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Token;

/// <summary>A refresh token that comes back was stolen from somebody (RFC 9700 §4.14.2; TOK-02; ASVS 10.4.5; D2).</summary>
public sealed class RefreshTokenReuseTests(Servers servers)
{
    [Theory]
    [BothDatabases]
    public async Task Reusing_a_refresh_token_revokes_its_whole_family(Database database)
    {
        var server = await servers.WithoutLeewayAsync(database);
        var client = server.As(Registrations.Mobile);
        var first = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();
        var third = (await client.RefreshAsync(second.RefreshToken)).ShouldSucceed();


        var theft = await client.RefreshAsync(first.RefreshToken);


        theft.ShouldFail(400, "invalid_grant");
        (await client.RefreshAsync(third.RefreshToken)).ShouldFail(400, "invalid_grant");
        foreach (var accessToken in new[] { first.AccessToken, second.AccessToken, third.AccessToken })
        {
            (await server.As(Registrations.OrdersApi).IntrospectAsync(accessToken)).ShouldBeInactive();
            (await client.UserInfoAsync(accessToken)).ShouldRefuseBearer();
        }
    }

    [Theory]
    [BothDatabases]
    public async Task The_next_device_of_the_same_person_is_not_touched(Database database)
    {
        // D1: one sign-in, one family.
        var server = await servers.WithoutLeewayAsync(database);
        var client = server.As(Registrations.Mobile);
        var phone = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var tablet = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        (await client.RefreshAsync(phone.RefreshToken)).ShouldSucceed();


        (await client.RefreshAsync(phone.RefreshToken)).ShouldFail(400, "invalid_grant");


        (await server.As(Registrations.OrdersApi).IntrospectAsync(tablet.AccessToken)).ShouldBeActive();
        (await client.RefreshAsync(tablet.RefreshToken)).ShouldSucceed();
    }

    [Fact]
    public async Task A_family_stays_dead()
    {
        var server = await servers.WithoutLeewayAsync(Database.Sqlite);
        var client = server.As(Registrations.Mobile);
        var first = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();
        (await client.RefreshAsync(first.RefreshToken)).ShouldFail(400, "invalid_grant");

        (await client.RefreshAsync(second.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await client.RefreshAsync(second.RefreshToken)).ShouldFail(400, "invalid_grant");
        (await client.RefreshAsync(first.RefreshToken)).ShouldFail(400, "invalid_grant");
    }

    [Fact]
    public async Task A_retry_after_the_leeway_is_a_theft()
    {
        await using var server = await servers.StartAsync(Database.Sqlite, ("Tokens:RefreshTokenReuseLeeway", "00:00:01"));
        var client = server.As(Registrations.Mobile);
        var first = (await client.PasswordAsync(People.Ada)).ShouldSucceed();
        var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();
        await Eventually.ClockPassesAsync(DateTimeOffset.UtcNow.AddSeconds(1.5));

        var late = await client.RefreshAsync(first.RefreshToken);

        late.ShouldFail(400, "invalid_grant");
        (await client.RefreshAsync(second.RefreshToken)).ShouldFail(400, "invalid_grant");
    }
}
