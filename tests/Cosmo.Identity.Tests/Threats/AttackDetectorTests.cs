using System.Net;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats;
using Cosmo.Identity.Threats.Detection;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>What the watch sees as facts come in one after the other.</summary>
public sealed class AttackDetectorTests
{
    private static readonly Subscriber Somebody = Subscriber.Of(IPAddress.Parse("192.0.2.7"));
    private readonly AttackDetector detector = new(new DetectionOptions());
    private readonly List<Detection> seen = [];
    private TimeSpan now = TimeSpan.FromHours(1);

    [Fact]
    public void A_spray_of_one_password_is_seen_at_the_fifteenth_name_and_once()
    {
        Times(14, name => Fail(name, password: 1));
        seen.ShouldBeEmpty();


        Fail(15, password: 1);
        Times(5, name => Fail(100 + name, password: 1));


        seen.ShouldHaveSingleItem().Verdict.ShouldBe(new Verdict("password_spray", SecurityEventType.PasswordSprayDetected, true, "one password on 15 names"));
    }

    [Fact]
    public void Two_nodes_that_share_a_spray_see_it_within_fifty_tries()
    {
        var other = new AttackDetector(new DetectionOptions());
        var tries = 0;
        for (; seen.Count == 0; tries++)
        {
            var signal = new Signal(SignalKind.Failure, Somebody) { Name = tries, PasswordMark = 1 };
            seen.AddRange((tries % 2 == 0 ? detector : other).Observe(signal, now));
        }

        tries.ShouldBeLessThanOrEqualTo(50);
    }

    [Fact]
    public void A_spray_is_seen_by_its_names_where_nothing_tells_passwords_apart()
    {
        Times(25, name => Fail(name));


        seen.ShouldHaveSingleItem().Verdict.Rule.ShouldBe("credential_stuffing");
    }

    [Fact]
    public void The_same_try_told_twice_counts_once()
    {
        Times(14, name =>
        {
            Fail(name, password: 1);
            Fail(name);
        });


        seen.ShouldBeEmpty();
    }

    [Fact]
    public void Fifty_people_behind_one_address_with_some_failures_are_no_attack()
    {
        for (var person = 0; person < 50; person++)
        {
            // Every second one needs two tries more, and one in ten gives up.
            Fail(person, password: 1000 + person);
            Fail(person, password: 2000 + person);
            if (person % 10 != 0)
            {
                Succeed(person);
            }

            now += TimeSpan.FromSeconds(5);
        }

        seen.ShouldBeEmpty();
    }

    [Fact]
    public void A_spray_out_of_an_office_is_seen_beyond_as_many_names_as_it_has_people()
    {
        Times(50, Succeed);
        Times(64, name => Fail(1000 + name, password: 1));
        seen.ShouldBeEmpty();


        Fail(2000, password: 1);


        seen.ShouldHaveSingleItem().Verdict.Reason.ShouldBe("one password on 65 names, beside 50 good users");
    }

    [Fact]
    public void An_attacker_with_an_account_of_his_own_gains_one_try()
    {
        Succeed(1);
        Times(15, name => Fail(100 + name, password: 1));
        seen.ShouldBeEmpty();
        Succeed(1);


        Fail(200, password: 1);


        seen.ShouldHaveSingleItem().Verdict.Rule.ShouldBe("password_spray");
    }

    [Fact]
    public void A_known_device_with_a_forgotten_password_is_not_counted_at_all()
    {
        Times(100, name => Tell(new Signal(SignalKind.Failure, Somebody) { Name = name, PasswordMark = 1, OnKnownDevice = true }));


        seen.ShouldBeEmpty();
    }

    [Fact]
    public void A_program_with_an_old_password_is_no_attack()
    {
        Times(1000, _ => Fail(1, password: 1));


        seen.ShouldBeEmpty();
    }

    [Fact]
    public void Guessing_one_account_s_password_is_seen()
    {
        Times(40, password => Fail(1, password));


        seen.ShouldHaveSingleItem().Verdict.Rule.ShouldBe("password_guessing");
    }

    [Fact]
    public void A_guess_that_was_right_does_not_undo_the_guessing()
    {
        Times(39, password => Fail(1, password));
        Succeed(1);
        Times(7, password => Fail(1, 100 + password));


        seen.ShouldHaveSingleItem().Verdict.Rule.ShouldBe("password_guessing");
    }

    [Fact]
    public void What_is_slower_than_the_window_is_not_seen_here()
    {
        Times(100, name =>
        {
            Fail(name, password: 1);
            now += TimeSpan.FromMinutes(1);
        });


        seen.ShouldBeEmpty();
    }

    [Fact]
    public void Rotation_inside_an_ipv6_64_is_one_subscriber()
    {
        Times(15, name => Tell(new Signal(SignalKind.Failure, Subscriber.Of(IPAddress.Parse($"2001:db8::{name:x}"))) { Name = name, PasswordMark = 1 }));


        seen.ShouldHaveSingleItem().Subscriber!.Value.ToString().ShouldBe("2001:db8::/64");
    }

    [Fact]
    public void An_account_under_attack_is_told_once_per_window()
    {
        var account = Guid.CreateVersion7();
        Times(100, address => Tell(new Signal(SignalKind.Failure, Subscriber.Of(new IPAddress([203, 0, 113, (byte)address]))) { Name = 1, Subject = account }));
        var first = seen.ShouldHaveSingleItem();
        now += TimeSpan.FromMinutes(11);


        Times(100, address => Tell(new Signal(SignalKind.Failure, Subscriber.Of(new IPAddress([203, 0, 113, (byte)address]))) { Name = 1, Subject = account }));


        first.ShouldBe(new Detection(new Verdict("account_under_attack", SecurityEventType.AccountUnderAttack, false, "failures from 10 addresses"), null, account));
        seen.Count.ShouldBe(2);
    }

    [Fact]
    public void A_name_that_no_account_has_is_nobody_s()
    {
        Times(100, address => Tell(new Signal(SignalKind.Failure, Subscriber.Of(new IPAddress([203, 0, 113, (byte)address]))) { Name = 1 }));


        seen.ShouldBeEmpty();
    }

    [Fact]
    public void Reused_tokens_of_three_people_are_stolen_and_of_one_a_fault()
    {
        var one = Guid.CreateVersion7();
        Times(20, _ => Tell(new Signal(SignalKind.StolenToken, Somebody) { Subject = one }));
        seen.ShouldBeEmpty();


        Times(2, _ => Tell(new Signal(SignalKind.StolenToken, Somebody) { Subject = Guid.CreateVersion7() }));


        seen.ShouldHaveSingleItem().Verdict.Rule.ShouldBe("stolen_tokens");
    }

    [Fact]
    public void A_block_does_not_end_the_watch()
    {
        Times(15, name => Fail(name, password: 1));
        now += TimeSpan.FromMinutes(16);


        Times(15, name => Fail(name, password: 1));


        seen.Count.ShouldBe(2);
    }

    [Fact]
    public void Memory_is_bounded_by_forgetting_whoever_was_quiet_longest()
    {
        var small = new RecentlyUsed<int, object>(3, () => new object());
        var first = small[1];
        _ = (small[2], small[3], small[1], small[4]);


        small.Count.ShouldBe(3);
        small.TryGet(2, out _).ShouldBeFalse();
        small[1].ShouldBeSameAs(first);
    }

    [Fact]
    public void A_counted_window_slides()
    {
        var count = default(RollingCount);
        var window = TimeSpan.FromMinutes(10);
        count.Add(100, TimeSpan.FromMinutes(5), window);


        count.At(TimeSpan.FromMinutes(9), window).ShouldBe(100);
        count.At(TimeSpan.FromMinutes(15), window).ShouldBe(50);
        count.At(TimeSpan.FromMinutes(31), window).ShouldBe(0);
    }

    [Theory]
    [InlineData(SecurityEventType.SignInFailed, true)]
    [InlineData(SecurityEventType.RateLimitReached, false)]
    [InlineData(SecurityEventType.TokensIssued, false)]
    public void Of_events_only_those_that_judge_are_looked_at(SecurityEventType type, bool isSignal) =>
        (Signal.Of(new SecurityEvent { Type = type, IpAddress = "192.0.2.7" }) is not null).ShouldBe(isSignal);

    private static void Times(int count, Action<int> act)
    {
        for (var i = 1; i <= count; i++)
        {
            act(i);
        }
    }

    private void Fail(int name, int? password = null) => Tell(new Signal(SignalKind.Failure, Somebody) { Name = name, PasswordMark = password });

    private void Succeed(int name) => Tell(new Signal(SignalKind.Success, Somebody) { Name = name });

    private void Tell(in Signal signal) => seen.AddRange(detector.Observe(signal, now));
}
