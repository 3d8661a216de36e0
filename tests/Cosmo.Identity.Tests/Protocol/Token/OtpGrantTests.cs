using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.Token;

/// <summary>The password grant of somebody with a second factor gives a challenge, which is traded once, by its client, with a code (MFA-01, MFA-02, MFA-04).</summary>
public sealed class OtpGrantTests(AuditedServers servers) : IClassFixture<AuditedServers>
{
    [Theory]
    [BothDatabases]
    public async Task A_challenge_and_a_code_are_traded_for_tokens_once(Database database)
    {
        var server = await CleanAsync(database);
        var app = await server.EquipAsync(People.Ada);
        var mobile = server.As(Registrations.Mobile);


        var required = (await mobile.PasswordAsync(People.Ada)).ShouldFail(400, "mfa_required");
        var tokens = (await mobile.OtpAsync(required.Text("mfa_token"), app.Code())).ShouldSucceed();


        required.Json.GetProperty("expires_in").GetInt32().ShouldBe(300);
        required.Has("access_token").ShouldBeFalse();
        var idToken = Jwt.Parse(tokens.IdToken);
        idToken.Claims("amr").ShouldBe(["pwd", "otp", "mfa"]);
        idToken.Claim("acr").ShouldBe("urn:cosmo:acr:multi-factor");
        (await mobile.RefreshAsync(tokens.RefreshToken)).ShouldSucceed();
        await server.ForgetStepsAsync();
        (await mobile.OtpAsync(required.Text("mfa_token"), app.Code())).ShouldFail(400, "invalid_grant");
        (await server.Database.EventsAsync()).Last(fact => fact.Type == SecurityEventType.GrantRefused).Detail("reason").ShouldBe("unknown");
    }

    [Fact]
    public async Task A_challenge_is_of_one_client_one_person_and_their_credentials_and_for_a_short_time()
    {
        var server = await CleanAsync(Database.Sqlite);
        var app = await server.EquipAsync(People.Ada);
        var mobile = server.As(Registrations.Mobile);
        var challenge = (await mobile.PasswordAsync(People.Ada)).ShouldFail(400, "mfa_required").Text("mfa_token");

        (await server.As(Registrations.Desk).OtpAsync(challenge, app.Code())).ShouldFail(400, "invalid_grant");
        (await server.As(Registrations.Web).OtpAsync(challenge, app.Code())).ShouldFail(400, "unauthorized_client");
        (await mobile.OtpAsync("made-up", app.Code())).ShouldFail(400, "invalid_grant");
        (await mobile.OtpAsync(new string('x', 43), app.Code())).ShouldFail(400, "invalid_grant");
        (await mobile.TokenAsync(("grant_type", OtpWords.Grant), ("mfa_token", challenge))).ShouldFail(400, "invalid_request");
        (await mobile.TokenAsync(("grant_type", OtpWords.Grant), ("mfa_token", challenge), ("otp", app.Code()), ("recovery_code", app.RecoveryCodes[0]))).ShouldFail(400, "invalid_request");
        (await mobile.TokenAsync(("grant_type", OtpWords.Grant), ("mfa_token", challenge), ("otp", app.Code()), ("scope", "openid orders.write"))).ShouldFail(400, "invalid_scope");
        (await mobile.OtpAsync(challenge, app.RecoveryCodes[0])).ShouldFail(400, "invalid_grant");
        await server.ForgetWrongCodesAsync();
        await server.Database.ExecuteAsync("UPDATE factor_challenges SET expires_at = '2020-01-01 00:00:00'");
        (await mobile.OtpAsync(challenge, app.Code())).ShouldFail(400, "invalid_grant");
        challenge = (await mobile.PasswordAsync(People.Ada)).Text("mfa_token");
        await server.Database.ExecuteAsync("UPDATE users SET security_stamp = 'another' WHERE user_name = 'ada'");
        (await mobile.OtpAsync(challenge, app.Code())).ShouldFail(400, "invalid_grant");
        challenge = (await mobile.PasswordAsync(People.Ada)).Text("mfa_token");
        (await mobile.TokenAsync(("grant_type", OtpWords.Grant), ("mfa_token", challenge), ("recovery_code", app.RecoveryCodes[0]))).ShouldSucceed();
        (await server.Database.LinesAsync("SELECT hash FROM factor_challenges")).ShouldNotContain(challenge);
    }

    [Fact]
    public async Task A_wrong_password_tells_nothing_of_a_factor()
    {
        var server = await CleanAsync(Database.Sqlite);
        await server.EquipAsync(People.Ada);
        var mobile = server.As(Registrations.Mobile);

        var with = (await mobile.PasswordAsync(People.Ada, password: "not-the-engine")).ShouldFail(400, "invalid_grant");
        var without = (await mobile.PasswordAsync(People.Grace, password: "not-the-engine")).ShouldFail(400, "invalid_grant");

        with.Body.ShouldBe(without.Body);
    }

    [Theory]
    [BothDatabases]
    public async Task Fifty_uses_of_one_challenge_have_one_success(Database database)
    {
        var server = await CleanAsync(database);
        var app = await server.EquipAsync(People.Ada);
        var mobile = server.As(Registrations.Mobile);
        var challenge = (await mobile.PasswordAsync(People.Ada)).ShouldFail(400, "mfa_required").Text("mfa_token");
        using var race = new Race();
        for (var round = 0; round < Effort.LongRaceRounds; round++)
        {
            await server.UseNothingYetAsync();
            string[] codes = [app.Code(-1), app.Code(), app.Code(1)];


            var answers = await Race.AtOnceAsync(number => mobile.OtpAsync(challenge, codes[number % codes.Length]));


            race.ShouldTakeOne(answers, answer => answer.Status == 200);
            answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Error == "invalid_grant" || answer.Status == 503);
        }
    }

    [Theory]
    [BothDatabases]
    public async Task Fifty_uses_of_one_code_have_one_success(Database database)
    {
        var server = await CleanAsync(database);
        var app = await server.EquipAsync(People.Ada);
        var mobile = server.As(Registrations.Mobile);
        // One for each of those that are looked at side by side, so that the code alone decides.
        var challenges = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await mobile.PasswordAsync(People.Ada)).Text("mfa_token")));
        using var race = new Race();
        for (var round = 0; round < Effort.LongRaceRounds; round++)
        {
            foreach (var isRecovery in new[] { false, true })
            {
                await server.UseNothingYetAsync();
                var code = app.Code();


                var answers = await Race.AtOnceAsync(
                    number => isRecovery ? mobile.RecoverAsync(challenges[number % 8], app.RecoveryCodes[0]) : mobile.OtpAsync(challenges[number % 8], code));


                race.ShouldTakeOne(answers, answer => answer.Status == 200);
                answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Error == "invalid_grant" || answer.Status == 503);
            }
        }
    }

    private async Task<HostedServer> CleanAsync(Database database)
    {
        var server = await servers.OnAsync(database);
        await server.ForgetFactorsAsync();
        return server;
    }
}

/// <summary>The second half of a password grant as tests say it.</summary>
internal static class OtpWords
{
    public const string Grant = "urn:cosmo:grant:otp";

    public static Task<Answer> OtpAsync(this OidcClient client, string challenge, string code) =>
        client.TokenAsync(("grant_type", Grant), ("mfa_token", challenge), ("otp", code));

    public static Task<Answer> RecoverAsync(this OidcClient client, string challenge, string code) =>
        client.TokenAsync(("grant_type", Grant), ("mfa_token", challenge), ("recovery_code", code));
}
