using System.Net;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats;
using Cosmo.Identity.Threats.Scoring;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>How events become activity: by subscriber, by age, and with what their own kind of event says.</summary>
public sealed class AddressEvidenceTests
{
    [Fact]
    public void A_name_that_signs_in_is_forgiven_before_and_after()
    {
        var evidence = new AddressEvidence();
        evidence.Add(Fact(SecurityEventType.SignInFailed, name: 1, subject: 11), 1);
        evidence.Add(Fact(SecurityEventType.SignInFailed, name: 2, subject: 12), 1);
        evidence.Add(Fact(SecurityEventType.SignedIn, name: 1, subject: 11), 1);
        evidence.Add(Fact(SecurityEventType.SignInFailed, name: 1, subject: 11), 1);


        var activity = evidence.Sum();


        activity.Failures.ShouldBe(1);
        activity.UnresolvedNames.ShouldBe(1);
        activity.Accounts.ShouldBe(1);
        activity.GoodUsers.ShouldBe(1);
    }

    [Fact]
    public void Whoever_gets_in_after_many_guesses_is_forgiven_as_many_as_a_person_slips()
    {
        var evidence = new AddressEvidence();
        for (var i = 0; i < 50; i++)
        {
            evidence.Add(Fact(SecurityEventType.SignInFailed, name: 1, subject: 11) with { Pair = 100 + i }, 1);
        }

        evidence.Add(Fact(SecurityEventType.SignedIn, name: 1, subject: 11), 1);


        var activity = evidence.Sum();


        activity.Failures.ShouldBe(45);
        activity.Pairs.ShouldBe(45);
        activity.UnresolvedNames.ShouldBe(0);
    }

    [Fact]
    public void Order_does_not_matter()
    {
        EventFact[] facts =
        [
            Fact(SecurityEventType.SignInFailed, name: 1, subject: 11), Fact(SecurityEventType.SignedIn, name: 1, subject: 11),
            Fact(SecurityEventType.UnknownUserTried, name: 3), Fact(SecurityEventType.SignInFailed, name: 2, subject: 12),
        ];


        Sum(facts).ShouldBe(Sum(facts.Reverse()));
    }

    [Fact]
    public void What_is_old_weighs_less_and_a_flood_weighs_its_count()
    {
        var window = new EventWindow(DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1), TimeSpan.FromMinutes(20));
        var evidence = new AddressEvidence();
        evidence.Add(Fact(SecurityEventType.SignInFailed) with { Count = 100 }, window.WeightOf(0));
        evidence.Add(Fact(SecurityEventType.SignInFailed) with { Count = 100 }, window.WeightOf(4));


        // Slices of five minutes, each counted at its middle: 2.5 and 22.5 minutes old.
        evidence.Sum().Failures.ShouldBe(91.7 + 45.9, 0.1);
    }

    [Fact]
    public void A_program_that_sends_one_dead_token_again_and_again_counts_once()
    {
        var evidence = new AddressEvidence();
        for (var i = 0; i < 500; i++)
        {
            evidence.Add(Fact(SecurityEventType.InvalidTokenPresented, subject: 7), 1);
        }


        evidence.Sum().BadTokens.ShouldBe(1);
    }

    [Fact]
    public void A_set_stays_within_its_size_and_counts_exactly_below_it()
    {
        var set = new WeightedSet(100);
        for (var i = 0; i < 90; i++)
        {
            set.Add(i * 4096L, 1);
            set.Add(i * 4096L, 0.5f);
        }


        set.Count.ShouldBe(90);
        set.Sum().ShouldBe(90);
        for (var i = 0; i < 1000; i++)
        {
            set.Add(i * 4096L, 1);
        }

        set.Count.ShouldBe(100);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("192.0.2.7/32", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::/64", "2001:db8:1:2::/64")]
    public void A_subscriber_is_an_address_or_a_64(string text, string subscriber)
    {
        var parsed = Subscriber.TryParse(text)!.Value;


        parsed.ToString().ShouldBe(subscriber);
        Subscriber.Of(parsed.Address).ShouldBe(parsed);
    }

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("2001:db8::/48")]
    [InlineData("*")]
    [InlineData("")]
    public void What_is_no_subscriber_is_none(string text) => Subscriber.TryParse(text).ShouldBeNull();

    [Fact]
    public void Subscribers_of_both_families_are_never_the_same()
    {
        var v4 = Subscriber.Of(IPAddress.Parse("0.0.0.1"));
        var v6 = Subscriber.Of(IPAddress.Parse("0:0:0:1::"));


        v4.ShouldNotBe(v6);
        v4.Number.ShouldNotBe(v6.Number);
    }

    [Fact]
    public void The_least_key_of_a_moment_is_below_every_key_of_it()
    {
        var now = DateTimeOffset.UtcNow;


        var least = EventWindow.LeastKey(now);


        string.CompareOrdinal(least.ToString(), Guid.CreateVersion7(now).ToString()).ShouldBeLessThan(0);
        string.CompareOrdinal(least.ToString(), Guid.CreateVersion7(now.AddMilliseconds(-1)).ToString()).ShouldBeGreaterThan(0);
    }

    private static AddressActivity Sum(IEnumerable<EventFact> facts)
    {
        var evidence = new AddressEvidence();
        foreach (var fact in facts)
        {
            evidence.Add(fact, 1);
        }

        return evidence.Sum();
    }

    private static EventFact Fact(SecurityEventType type, long? name = null, long? subject = null) => new(type, 0, 1, subject, name, null, null);
}
