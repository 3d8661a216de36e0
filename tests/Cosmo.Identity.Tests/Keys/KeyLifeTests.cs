using Cosmo.Identity.Keys;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Keys;

/// <summary>What a key does at a moment follows from the names of the files alone (KEY-01).</summary>
public sealed class KeyLifeTests
{
    private static readonly TimeSpan RetirePeriod = TimeSpan.FromDays(14);

    // Names by the letter after "signing-es256-", the day asked for, and a letter for each key: Announced, Signing, Retired, Out.
    [Theory]
    [InlineData("20260301T000000Z", "2026-02-01T00:00:00Z", "S")]
    [InlineData("20260301T000000Z", "2026-05-01T00:00:00Z", "S")]
    [InlineData("20260301T000000Z 20260601T000000Z", "2026-02-01T00:00:00Z", "S A")]
    [InlineData("20260301T000000Z 20260601T000000Z", "2026-05-31T23:59:59Z", "S A")]
    [InlineData("20260301T000000Z 20260601T000000Z", "2026-06-01T00:00:00Z", "R S")]
    [InlineData("20260301T000000Z 20260601T000000Z", "2026-06-14T23:59:59Z", "R S")]
    [InlineData("20260301T000000Z 20260601T000000Z", "2026-06-15T00:00:00Z", "O S")]
    [InlineData("20260101T000000Z 20260301T000000Z 20260302T000000Z", "2026-03-10T00:00:00Z", "R R S")]
    [InlineData("20260101T000000Z 20260301T000000Z 20260302T000000Z", "2026-03-15T12:00:00Z", "O R S")]
    [InlineData("20260101T000000Z 99991231T235959Z", "2026-03-15T00:00:00Z", "S A")]
    [InlineData("1 2", "2026-03-15T00:00:00Z", "R S")]
    [InlineData("1 20260301T000000Z", "2026-02-01T00:00:00Z", "S A")]
    [InlineData("1 20260301T000000Z", "2026-03-05T00:00:00Z", "R S")]
    [InlineData("1 20260301T000000Z", "2026-04-01T00:00:00Z", "O S")]
    [InlineData("20260301T000000Z prod", "2026-02-01T00:00:00Z", "R S")]
    [InlineData("20260301T000000Z 20260601T000000Z prod", "2026-05-01T00:00:00Z", "R R S")]
    [InlineData("20260101 20261301T000000Z", "2026-05-01T00:00:00Z", "R S")]
    public void One_key_signs_and_the_others_wait_retire_and_go(string names, string now, string states)
    {
        var lives = KeyLife.Of([.. names.Split(' ').Select(Key)], RetirePeriod);


        var found = lives.Select(life => life.StateAt(DateTimeOffset.Parse(now)));


        string.Join(' ', found.Select(state => state switch { KeyState.Active => 'S', KeyState.Announced => 'A', KeyState.Retired => 'R', _ => 'O' })).ShouldBe(states);
    }

    [Fact]
    public void At_every_moment_exactly_one_signs()
    {
        var random = new Random(20261127);
        for (var round = 0; round < 300; round++)
        {
            var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
            var names = Enumerable.Range(0, random.Next(1, 6))
                .Select(_ => random.Next(5) == 0 ? $"{(char)random.Next('0', 'z')}" : Path.GetFileNameWithoutExtension(KeyName.Of("ES256", start.AddDays(random.Next(400))))["signing-es256-".Length..])
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

            var lives = KeyLife.Of([.. names.Select(Key)], RetirePeriod);

            for (var day = -10; day < 450; day += 3)
            {
                lives.Count(life => life.StateAt(start.AddDays(day)) == KeyState.Active).ShouldBe(1, string.Join(' ', lives.Select(life => life.Key.File)));
            }
        }
    }

    private static SigningKey Key(string name) => new(name, "ES256", $"/keys/signing-es256-{name}.pem", new ECDsaSecurityKey(Curve.Value));

    private static readonly Lazy<System.Security.Cryptography.ECDsa> Curve = new(() => System.Security.Cryptography.ECDsa.Create());
}
