using System.Net;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Accounts.Lockout;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Protocol.Token;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Faults;

/// <summary>A second factor is one factor, however many nodes look at it (MFA-01, MFA-02, MFA-07, D10).</summary>
public sealed class FactorsOnTwoNodesTests(NodePair nodes) : IClassFixture<NodePair>
{
    [Fact]
    public async Task Of_fifty_uses_on_both_nodes_of_a_code_or_a_challenge_one_is_taken()
    {
        var app = await EquipAsync();
        // Each node lets five at once look at a code, so ten of them meet in the database.
        var challenges = await Task.WhenAll(Enumerable.Range(0, 10).Select(ChallengeAsync));
        using var race = new Race();
        for (var round = 0; round < Effort.LongRaceRounds; round++)
        {
            var (now, next, paper) = (app.Code(), app.Code(1), app.RecoveryCodes[0]);
            Func<int, Task<Answer>>[] races =
            [
                number => Mobile(number).OtpAsync(challenges[number % challenges.Length], now),
                number => Mobile(number).RecoverAsync(challenges[number % challenges.Length], paper),
                number => Mobile(number).OtpAsync(challenges[0], number % 4 < 2 ? now : next),
            ];
            foreach (var use in races)
            {
                await nodes.First.UseNothingYetAsync();


                var answers = await Race.AtOnceAsync(use);


                race.ShouldTakeOne(answers, answer => answer.Status == 200);
                answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Error == "invalid_grant" || answer.Status == 503);
            }
        }
    }

    [Fact]
    public async Task Five_wrong_codes_end_the_tries_on_both_nodes_however_they_alternate()
    {
        var app = await EquipAsync();
        var challenges = await Task.WhenAll(Enumerable.Range(0, 10).Select(ChallengeAsync));
        var (before, refusedBefore) = (await WrongAsync(), await RefusedAsync());


        var answers = await Race.AtOnceAsync(number => Mobile(number).OtpAsync(challenges[number % challenges.Length], app.WrongCode()));
        var right = await Task.WhenAll(Enumerable.Range(0, 2).Select(node => Mobile(node).OtpAsync(challenges[node], app.Code())));
        var papers = await Task.WhenAll(Enumerable.Range(0, 2).Select(node => Mobile(node).RecoverAsync(challenges[node], app.RecoveryCodes[node])));


        answers.Concat(right).Concat(papers).ShouldAllBe(answer => answer.Error == "invalid_grant");
        (await WrongAsync() - before).ShouldBe(5, "so many were looked at");
        (await RefusedAsync() - refusedBefore).ShouldBe(Race.Parallel - 5 + 4);
        await nodes.First.ForgetWrongCodesAsync();
        (await Mobile(1).OtpAsync(challenges[1], app.Code())).ShouldSucceed();

        Task<int> WrongAsync() => nodes.First.EventsAsync(SecurityEventType.SecondFactorFailed);
        Task<int> RefusedAsync() => nodes.First.EventsAsync(SecurityEventType.LockedFactorRefused);
    }

    [Fact]
    public async Task A_device_forgotten_on_one_node_is_unknown_to_the_other_at_once()
    {
        var app = await EquipAsync();
        using var owner = nodes.First.NewBrowser();
        using var there = nodes.Second.NewBrowser();
        await owner.SignInWithCodeAsync(People.Ada, app.Code(), remember: true);
        // One address for people, and two nodes behind it.
        foreach (Cookie cookie in owner.Cookies.GetCookies(nodes.First.Address).Where(cookie => cookie.Name != "cosmo-session"))
        {
            there.Cookies.Add(nodes.Second.Address, new Cookie(cookie.Name, cookie.Value, "/"));
        }

        await there.SignInAsync(People.Ada);
        there.Forget("cosmo-session");


        await owner.PostFormAsync(Authenticator.FactorsPath + "?handler=Forget");


        await there.GivePasswordAsync(People.Ada);
        there.HasSession.ShouldBeFalse();
    }

    private async Task<Authenticator> EquipAsync()
    {
        await nodes.First.ForgetFactorsAsync();
        return await nodes.First.EquipAsync(People.Ada);
    }

    private OidcClient Mobile(int turn) => nodes.As(Registrations.Mobile, turn);

    private async Task<string> ChallengeAsync(int turn) => (await Mobile(turn).PasswordAsync(People.Ada)).ShouldFail(400, "mfa_required").Text("mfa_token");
}
