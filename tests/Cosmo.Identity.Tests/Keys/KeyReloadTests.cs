using System.Security.Cryptography;
using Cosmo.Identity.Server.Doctor;
using Cosmo.Identity.Tests.RateLimits;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Keys;

/// <summary>A ring follows its folder and the clock without a restart, and keeps what it has where the folder is broken.</summary>
public sealed class KeyReloadTests : IDisposable
{
    private readonly KeyDirectory _directory = new();
    private readonly HandClock _clock = new() { Wall = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero) };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_new_file_is_announced_signs_at_its_date_and_the_old_key_goes_after_its_time()
    {
        _directory.Filled();
        var ring = _directory.Load(time: _clock);
        var old = ring.Now.ActiveFor("ES256").Kid;
        _directory.Write("signing-es256-20260301T000000Z.pem", NewEs256());


        ring.Look().ShouldBeTrue();
        ring.Look().ShouldBeFalse("nothing changed since");
        var announced = ring.Now;
        _clock.Wall = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var signing = ring.Now;
        _clock.Wall += TimeSpan.FromDays(14);
        var gone = ring.Now;


        announced.ActiveFor("ES256").Kid.ShouldBe(old);
        announced.Accepted.Count.ShouldBe(3);
        signing.ActiveFor("ES256").File.ShouldEndWith("20260301T000000Z.pem");
        signing.Accepted.ShouldContain(key => key.Kid == old);
        gone.Accepted.ShouldNotContain(key => key.Kid == old);
        gone.ShouldBeSameAs(ring.Now, "between two changes it is one object");
        _clock.Wall = new DateTimeOffset(2026, 2, 2, 0, 0, 0, TimeSpan.Zero);
        ring.Now.ActiveFor("ES256").Kid.ShouldBe(old, "a clock put back is believed");
    }

    [Fact]
    public void What_cannot_be_read_leaves_the_ring_as_it_is_until_it_is_mended()
    {
        _directory.Filled();
        var ring = _directory.Load(time: _clock);
        var before = ring.Now;
        var broken = _directory.Write("signing-es256-20260115T000000Z.pem", "half a ke");


        ring.Look().ShouldBeFalse();


        ring.Now.ShouldBeSameAs(before);
        ring.Fault.ShouldNotBeNull().ShouldContain(broken);
        KeysCheck.Run(_directory.Options, _clock).ShouldHaveSingleItem().ShouldBeOfType<Finding.Error>().Message.ShouldContain(broken);
        _directory.Write(Path.GetFileName(broken), NewEs256());
        ring.Look().ShouldBeTrue();
        ring.Fault.ShouldBeNull();
        ring.Now.ActiveFor("ES256").File.ShouldBe(broken);
    }

    [Fact]
    public void An_empty_folder_takes_no_key_from_a_running_server()
    {
        _directory.Filled();
        var ring = _directory.Load(time: _clock);
        File.Delete(_directory.FileLike("signing-rs256-*.pem"));


        ring.Look().ShouldBeFalse();


        ring.Now.ActiveFor("RS256").Kid.Length.ShouldBe(43);
        ring.Fault.ShouldNotBeNull().ShouldContain("signing-rs256-");
    }

    [Theory]
    [InlineData("2026-03-01", false)]
    [InlineData("2026-05-01", true)]
    public void Doctor_warns_of_a_key_that_signs_for_too_long(string today, bool warns)
    {
        _directory.Filled();
        _clock.Wall = DateTimeOffset.Parse(today + "T00:00:00Z");


        var findings = KeysCheck.Run(_directory.Options, _clock).OfType<Finding.Warning>().Select(finding => finding.Message).ToList();


        findings.Count.ShouldBe(warns ? 2 : 0);
        findings.ShouldAllBe(message => message.Contains("120 days"));
    }

    [Fact]
    public void Doctor_says_that_a_key_without_a_date_is_not_rotated()
    {
        _directory.Filled();
        _directory.Write("signing-es256-hand.pem", NewEs256());


        KeysCheck.Run(_directory.Options, _clock).OfType<Finding.Warning>().ShouldHaveSingleItem().Message.ShouldContain("signing-es256-hand.pem");
    }

    private static string NewEs256()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
