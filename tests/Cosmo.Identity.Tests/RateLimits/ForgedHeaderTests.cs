using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>Whoever forges headers gets not one attempt more than the limit (XFF-01, XFF-04, XFF-05, V097, V101).</summary>
public sealed class ForgedHeaderTests(Servers servers)
{
    [Fact]
    public async Task No_header_of_any_family_makes_another_client_of_one()
    {
        // No proxy is trusted here.
        await using var server = await servers.StartLimitedAsync(Database.Sqlite);
        var answers = new List<Answer>();
        var name = 0;
        foreach (var family in Families(trusted: false))
        {
            name++;
            answers.Clear();
            for (var i = 1; i <= 10; i++)
            {
                answers.Add(await server.SignInAsync(null, $"victim-{name / 5}-{name}", "not-a-password-of-anybody", family.Forge(i)));
            }

            // Families share an address, so from the seventh on the wider limit may come first; more than five it never is.
            answers.Count(answer => answer.Status != 429).ShouldBe(name <= 6 ? 5 : 0, family.Name);
        }
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_only_what_the_proxy_adds_counts()
    {
        var server = await servers.LimitedAsync(Database.Sqlite);
        foreach (var family in Families(trusted: true))
        {
            var (real, user) = (Visitors.NewAddress(), "victim-of-" + family.Name.ToLowerInvariant());
            var answers = new List<Answer>();
            for (var i = 1; i <= 10; i++)
            {
                (string Name, string Value)[] forged = family.Forge(i);
                // As a proxy does, which appends the address that it saw to what the client sent.
                var before = forged.Where(header => header.Name == "X-Forwarded-For").Select(header => header.Value);
                answers.Add(await server.SignInAsync(
                    string.Join(", ", [.. before, real]), user, "not-a-password-of-anybody", [.. forged.Where(header => header.Name != "X-Forwarded-For")]));
            }

            answers.Count(answer => answer.Status != 429).ShouldBe(5, family.Name);
        }
    }

    private static IEnumerable<Family> Families(bool trusted)
    {
        yield return new("X-Forwarded-For", i => [("X-Forwarded-For", $"203.0.113.{i}")]);
        yield return new("X-Forwarded-For list", i => [("X-Forwarded-For", $"203.0.113.{i}, 198.51.100.{i}, 192.0.2.{i}")]);
        yield return new("X-Forwarded-For twice", i => [("X-Forwarded-For", $"203.0.113.{i}"), ("X-Forwarded-For", $"198.51.100.{i}")]);
        yield return new("X-Forwarded-For IPv6", i => [("X-Forwarded-For", $"2001:db8:{i:x}::1")]);
        yield return new("X-Forwarded-For mapped", i => [("X-Forwarded-For", $"::ffff:203.0.113.{i}")]);
        yield return new("Forwarded", i => [("Forwarded", $"for=203.0.113.{i};proto=https;by=203.0.113.9")]);
        yield return new("X-Real-IP", i => [("X-Real-IP", $"203.0.113.{i}"), ("X-Client-IP", $"203.0.113.{i}")]);
        yield return new("True-Client-IP", i => [("True-Client-IP", $"203.0.113.{i}"), ("Fastly-Client-IP", $"203.0.113.{i}")]);
        yield return new("CF-Connecting-IP", i => [("CF-Connecting-IP", $"203.0.113.{i}"), ("CF-Connecting-IPv6", $"2001:db8:{i:x}::1")]);
        yield return new("X-Cluster-Client-IP", i => [("X-Cluster-Client-IP", $"203.0.113.{i}"), ("X_Forwarded_For", $"203.0.113.{i}"), ("X-Original-For", $"203.0.113.{i}")]);
        yield return new("hop by hop", i => [("Connection", "keep-alive, X-Forwarded-For, X-Real-IP"), ("X-Forwarded-For", $"203.0.113.{i}")]);
        yield return new("agents and cookies", i => [("User-Agent", $"Mozilla/5.0 ({i})"), ("Accept-Language", $"en;q=0.{i}"), ("Cookie", $"visitor={i}"), ("X-Request-ID", $"{i}")]);
        yield return new("X-Forwarded-Host", i => [("X-Forwarded-Host", $"h{i}.example"), ("X-Forwarded-Prefix", $"/{i}"), ("X-Forwarded-Port", $"{8000 + i}"), ("X-Original-URL", $"/connect/token?{i}")]);
        if (!trusted)
        {
            // A proxy that sends such things as the client's address says nothing of worth, and then its own address counts.
            yield return new("ports, zones and garbage", i => [("X-Forwarded-For", (i % 5) switch { 0 => $"203.0.113.{i}:{4000 + i}", 1 => $"[2001:db8::{i:x}]:443", 2 => $"fe80::{i}%eth0", 3 => $"unknown-{i}", _ => new string('9', 4000 + i) })]);
        }
    }

    private sealed record Family(string Name, Func<int, (string, string)[]> Forge);
}
