using System.Globalization;
using Cosmo.Identity.Tests.Threats.Traffic;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>
/// Rules and scorer on labelled traffic: the figures of <c>docs/threats.md</c>, and the floor below which they must not fall.
/// <c>deploy/threats/measure</c> prints them.
/// </summary>
public sealed class JudgementQualityTests(ITestOutputHelper output)
{
    private const string Botnet = "botnet";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void On_labelled_traffic_attacks_are_blocked_and_people_are_not(int seed)
    {
        var judgement = Judgement.Of(Scenarios.Generate(seed));


        // Bots that do little each are not to be found by their address.
        static bool IsNoBotnet(Outcome outcome) => !outcome.Party.Scenario.StartsWith(Botnet, StringComparison.Ordinal);
        var blocked = judgement.Measure(judgement.IsBlocked, IsNoBotnet);
        var byRule = judgement.Measure(outcome => outcome.BlockedByRule is not null, IsNoBotnet);
        var byScore = judgement.Measure(outcome => outcome.HighestScore >= 80, IsNoBotnet);
        var suspected = judgement.Measure(outcome => judgement.IsBlocked(outcome) || outcome.HighestScore >= 40, IsNoBotnet);
        var withBotnets = judgement.Measure(judgement.IsBlocked, _ => true);


        var report = judgement.Report() + string.Create(CultureInfo.InvariantCulture, $"""

            | Seed {seed} | Precision | Recall |
            |---|---|---|
            | blocked by a rule | {byRule.Precision:0.000} | {byRule.Recall:0.000} |
            | blocked by the score | {byScore.Precision:0.000} | {byScore.Recall:0.000} |
            | blocked by either | {blocked.Precision:0.000} | {blocked.Recall:0.000} |
            | blocked or suspected | {suspected.Precision:0.000} | {suspected.Recall:0.000} |
            | blocked by either, each botnet address counted as an attacker | {withBotnets.Precision:0.000} | {withBotnets.Recall:0.000} |

            """);
        output.WriteLine(report);
        if (Environment.GetEnvironmentVariable("COSMO_THREATS_REPORT") is { Length: > 0 } file)
        {
            File.WriteAllText($"{file}.{seed}", report);
        }

        blocked.Precision.ShouldBeGreaterThanOrEqualTo(0.95);
        blocked.Recall.ShouldBeGreaterThanOrEqualTo(0.85);
        judgement.AccountsUnderAttack.ShouldContain(SimulatedServer.IdOf("alice"));
    }
}
