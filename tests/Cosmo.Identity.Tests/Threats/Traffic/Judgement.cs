using System.Globalization;
using System.Text;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats;
using Cosmo.Identity.Threats.Detection;
using Cosmo.Identity.Threats.Scoring;

namespace Cosmo.Identity.Tests.Threats.Traffic;

/// <summary>What became of one party.</summary>
/// <param name="Party">Who.</param>
/// <param name="BlockedByRule">The rule that would have blocked it first.</param>
/// <param name="TriesBefore">How many deeds it had done by then.</param>
/// <param name="HighestScore">The highest of its scores.</param>
internal sealed record Outcome(Party Party, string? BlockedByRule, int TriesBefore, int HighestScore);

/// <summary>Runs labelled traffic through rules and scorer with the default settings, as fast as the machine can.</summary>
internal sealed class Judgement
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);
    private readonly ScoringOptions scoring = new();
    private readonly SuspicionScorer scorer = new(new ScoringWeights());
    private readonly AttackDetector detector = new(new DetectionOptions());
    private readonly Dictionary<Subscriber, List<(TimeSpan At, SecurityEvent Fact)>> events = [];
    private readonly Dictionary<Subscriber, (string Rule, int Tries)> blocked = [];
    private readonly Dictionary<Subscriber, int> tries = [];

    private Judgement()
    {
    }

    /// <summary>Accounts that were seen under attack.</summary>
    public HashSet<Guid> AccountsUnderAttack { get; } = [];

    /// <summary>Every party with what became of it.</summary>
    public IReadOnlyList<Outcome> Outcomes { get; private set; } = [];

    /// <summary>Nobody is really turned away: each party goes on, so that rules and scores are measured apart.</summary>
    public static Judgement Of(IReadOnlyList<Party> parties)
    {
        var judgement = new Judgement();
        var server = new SimulatedServer(judgement.OnEvent, (at, seen) => judgement.Observe(at, Signal.Of(seen)));
        foreach (var deed in parties.SelectMany(party => party.Deeds).OrderBy(deed => deed.At))
        {
            var subscriber = Subscriber.Of(deed.Address);
            judgement.tries[subscriber] = judgement.tries.GetValueOrDefault(subscriber) + 1;
            server.Answer(deed);
        }

        judgement.Outcomes = [.. parties.Select(judgement.OutcomeOf)];
        return judgement;
    }

    /// <summary>As a table in Markdown, with precision and recall.</summary>
    public string Report()
    {
        var text = new StringBuilder("| Traffic | Addresses | Blocked by a rule | after tries (median) | Blocked by score | Suspected (40 and more) | Highest score (median) |\n|---|---|---|---|---|---|---|\n");
        foreach (var group in Outcomes.GroupBy(outcome => outcome.Party.Scenario))
        {
            var all = group.ToList();
            var byRule = all.Where(outcome => outcome.BlockedByRule is not null).ToList();
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {(all[0].Party.IsAttack ? "**attack:** " : "")}{group.Key} | {all.Count} | {byRule.Count}{(byRule.Count == 0 ? "" : $" ({byRule[0].BlockedByRule})")} | {(byRule.Count == 0 ? "" : Median(byRule.Select(outcome => outcome.TriesBefore)))} | {all.Count(outcome => outcome.HighestScore >= scoring.BlockThreshold)} | {all.Count(outcome => outcome.HighestScore >= scoring.NoticeThreshold)} | {Median(all.Select(outcome => outcome.HighestScore))} |");
        }

        return text.ToString();
    }

    /// <summary>Whether rule or score would block it.</summary>
    public bool IsBlocked(Outcome outcome) => outcome.BlockedByRule is not null || outcome.HighestScore >= scoring.BlockThreshold;

    /// <summary>Of those whom <paramref name="accused"/> holds for attackers, how many are; and of those whom it should, how many it does.</summary>
    public (double Precision, double Recall) Measure(Func<Outcome, bool> accused, Func<Outcome, bool> counts)
    {
        var all = Outcomes.Where(counts).ToList();
        var hits = all.Count(outcome => accused(outcome) && outcome.Party.IsAttack);
        return ((double)hits / all.Count(accused), (double)hits / all.Count(outcome => outcome.Party.IsAttack));
    }

    private static int Median(IEnumerable<int> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private void OnEvent(TimeSpan at, SecurityEvent fact)
    {
        if (Subscriber.TryParse(fact.IpAddress) is { } subscriber)
        {
            (events.TryGetValue(subscriber, out var all) ? all : events[subscriber] = []).Add((at, fact));
        }

        if (Signal.Of(fact) is { } signal)
        {
            Observe(at, signal);
        }
    }

    private void Observe(TimeSpan at, in Signal signal)
    {
        foreach (var detection in detector.Observe(signal, at))
        {
            if (detection is { Verdict.Blocks: true, Subscriber: { } subscriber })
            {
                blocked.TryAdd(subscriber, (detection.Verdict.Rule, tries[subscriber]));
            }
            else if (detection.Subject is { } account)
            {
                AccountsUnderAttack.Add(account);
            }
        }
    }

    private Outcome OutcomeOf(Party party)
    {
        var subscriber = Subscriber.Of(party.Deeds[0].Address);
        var (rule, before) = blocked.GetValueOrDefault(subscriber);
        return new Outcome(party, rule, before, HighestScore(events.GetValueOrDefault(subscriber, [])));
    }

    private int HighestScore(List<(TimeSpan At, SecurityEvent Fact)> facts)
    {
        var highest = 0;
        for (var at = TimeSpan.FromMinutes(10); at <= Scenarios.Length; at += TimeSpan.FromMinutes(10))
        {
            var window = new EventWindow(Start + at, scoring.Window, scoring.HalfLife);
            var evidence = new AddressEvidence();
            foreach (var (time, fact) in facts.Where(fact => fact.At <= at && fact.At > at - scoring.Window))
            {
                var bucket = window.BucketOf(Start + time);
                evidence.Add(
                    new EventFact(fact.Type, bucket, fact.Count, fact.SubjectId is { } subject ? EventFact.NumberOf(subject) : null, fact.NameHash, fact.PairHash, fact.AgentHash),
                    window.WeightOf(bucket));
            }

            highest = Math.Max(highest, scorer.Score(evidence.Sum()).Score);
        }

        return highest;
    }
}
