using Cosmo.Identity.Threats.Scoring;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>What activity has which score, and why: the table of cases behind <c>docs/threats.md</c>.</summary>
public sealed class SuspicionScorerTests
{
    private static readonly SuspicionScorer Scorer = new(new ScoringWeights());

    [Fact]
    public void Who_did_nothing_hostile_has_no_score() => Scorer.Score(new AddressActivity { GoodUsers = 7 }).ShouldBe(0, []);

    [Theory]
    [InlineData(10, 9)]
    [InlineData(50, 45)]
    [InlineData(100_000, 45)]
    public void A_feature_earns_points_in_proportion_and_stops_at_its_weight(double failures, int score) =>
        Scorer.Score(new AddressActivity { Failures = failures }).Score.ShouldBe(score, 0.6);

    [Theory]
    [InlineData(0, 60)]
    [InlineData(4, 45)]
    [InlineData(12, 30)]
    [InlineData(108, 6)]
    public void Good_users_of_the_same_address_outweigh_failures_in_proportion(int goodUsers, int score) =>
        Scorer.Score(new AddressActivity { UnresolvedNames = 12, GoodUsers = goodUsers }).Score.ShouldBe(score, 0.6);

    [Fact]
    public void Good_users_outweigh_failures_of_thousands_as_well()
    {
        // A website that signs people in: three in a hundred fail.
        var website = Scorer.Score(new AddressActivity { Failures = 900, UnresolvedNames = 300, Accounts = 300, Pairs = 900, GoodUsers = 10_000 });


        website.Score.ShouldBeLessThan(20);
    }

    [Fact]
    public void Who_signs_in_on_a_new_device_vouches_for_half_as_much()
    {
        // The attacker whose guess was right is a good user on a new device.
        var known = Scorer.Score(new AddressActivity { UnresolvedNames = 6, GoodUsers = 6 });
        var unknown = Scorer.Score(new AddressActivity { UnresolvedNames = 6, GoodUsers = 6, NewDevices = 6 });


        known.Score.ShouldBe(15);
        unknown.Score.ShouldBe(20);
    }

    [Fact]
    public void Reasons_name_features_greatest_first_and_their_shares_are_the_score()
    {
        var suspicion = Scorer.Score(new AddressActivity { Failures = 20, UnresolvedNames = 6, UnknownNames = 4, UserAgents = 4 });


        suspicion.Reasons.Select(reason => reason.Feature).ShouldBe(["unresolved_names", "failures", "unknown_names", "user_agents"]);
        suspicion.Reasons[0].ShouldBe(new ScoreReason("unresolved_names", 6, 60, 30));
        suspicion.Reasons.Sum(reason => reason.Share).ShouldBe(suspicion.Score, 0.6);
        suspicion.Text.ShouldStartWith($"score {suspicion.Score}: unresolved_names 6 (30), failures 20 (18)");
    }

    [Fact]
    public void Beyond_a_hundred_shares_shrink_together()
    {
        var suspicion = Scorer.Score(new AddressActivity { Failures = 500, UnresolvedNames = 500, UnknownNames = 500, Pairs = 500 });


        suspicion.Score.ShouldBe(100);
        suspicion.Reasons.Sum(reason => reason.Share).ShouldBe(100, 0.5);
    }

    [Fact]
    public void The_bound_never_passes_over_who_reaches_the_score()
    {
        for (var value = 1; value < 200; value++)
        {
            var activity = new AddressActivity { Failures = value, UnresolvedNames = value / 5.0, GoodUsers = value % 7 };
            var score = Scorer.Score(activity).Score;
            if (score > 0)
            {
                Scorer.MayReach(score, activity).ShouldBeTrue();
            }
        }
    }

    [Theory]
    [InlineData("60 at 25", 60, 25)]
    [InlineData("0 at 1", 0, 1)]
    public void A_weight_is_points_at_a_value(string text, int points, int full) => FeatureWeight.Parse(text).ShouldBe(new FeatureWeight(points, full));

    [Theory]
    [InlineData("")]
    [InlineData("60")]
    [InlineData("101 at 25")]
    [InlineData("60 at 0")]
    [InlineData("-1 at 5")]
    [InlineData("60 at 1000001")]
    [InlineData("60 at 25 ")]
    public void A_weight_that_is_none_is_refused(string text) => new FeatureWeightAttribute().IsValid(text).ShouldBeFalse();
}

file static class SuspicionAssertions
{
    public static void ShouldBe(this Suspicion suspicion, int score, IReadOnlyList<ScoreReason> reasons)
    {
        suspicion.Score.ShouldBe(score);
        suspicion.Reasons.ShouldBe(reasons);
    }

    public static void ShouldBe(this int score, int expected, double tolerance) => ((double)score).ShouldBe(expected, tolerance);
}
