using System.Net;

namespace Cosmo.Identity.Tests.Threats.Traffic;

/// <summary>Two hours of labelled traffic, the same for the same seed: people as they are, programs as they are, and attacks as they are.</summary>
public sealed class Scenarios
{
    /// <summary>How long the traffic lasts.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(2);

    private readonly Random chance;
    private readonly List<Party> parties = [];
    private int addresses;

    private Scenarios(int seed) => chance = new Random(seed);

    /// <summary>People who have an account; what else is typed is nobody's name.</summary>
    public static bool Exists(string name) => !name.StartsWith("nobody", StringComparison.Ordinal);

    /// <summary>The right password of an account.</summary>
    public static string PasswordOf(string name) => "right-" + name;

    /// <summary>All parties for a seed.</summary>
    public static IReadOnlyList<Party> Generate(int seed)
    {
        var all = new Scenarios(seed);
        all.Quiet();
        all.Attacks();
        return all.parties;
    }

    private void Quiet()
    {
        Add("office, 50 people behind NAT", false, 20, () => People(50, mistypes: 0.2, forgets: 0.04));
        Add("carrier NAT, 300 people", false, 5, () => People(300, mistypes: 0.2, forgets: 0.04));
        Add("website that signs 2000 people in", false, 3, () => People(2000, mistypes: 0.15, forgets: 0.04));
        Add("home of four", false, 50, () => People(4, mistypes: 0.2, forgets: 0.1));
        Add("person on a phone, IPv6", false, 200, MobilePerson);
        Add("forgetful person", false, 100, ForgetfulPerson);
        Add("class of 25 with a wrong start password", false, 3, Classroom);
        Add("CI with an expired secret", false, 10, () => Every(Minutes(0.5, 5), (at, from) => new Deed(at, DeedKind.WrongSecret, from) { Name = "worker", Password = "old", Agent = "curl/8" }));
        Add("monitoring, right password", false, 5, () => Every(Minutes(1, 1), (at, from) => SignIn(at, from, "monitor", PasswordOf("monitor"))));
        Add("monitoring, stale password", false, 5, () => Every(Minutes(1, 1), (at, from) => SignIn(at, from, "monitor", "stale")));
        Add("app with a stale password, every 10 s", false, 5, () => Every(Minutes(0.17, 0.17), (at, from) => SignIn(at, from, "app-user" + addresses, "stale")));
        Add("app with an expired token, every 5 s", false, 10, () => Every(Minutes(0.08, 0.08), (at, from) => new Deed(at, DeedKind.ExpiredToken, from) { Name = "app-user" + addresses }));
        Add("stray links and search engines", false, 20, StrayLinks);
        Add("refresh token used twice by a faulty app", false, 10, () => Many(2, at => new Deed(at, DeedKind.ReusedToken, Address()) { Name = "app-user" + addresses }));
    }

    private void Attacks()
    {
        Add("password spray, 10 a second", true, 10, () => Spray(TimeSpan.FromSeconds(0.1), 3000, known: 0.5));
        Add("password spray, every 20 s", true, 10, () => Spray(TimeSpan.FromSeconds(20), 300, known: 0.9));
        Add("password spray inside an IPv6 /64", true, 5, () => Spray(TimeSpan.FromSeconds(2), 1000, known: 0.3, v6: true));
        Add("password spray out of an office", true, 3, () => [.. People(50, 0.2, 0.04), .. Spray(TimeSpan.FromSeconds(2), 1500, 0.5, from: Address())]);
        Add("credential stuffing, 5 a second", true, 10, () => Stuffing(TimeSpan.FromSeconds(0.2), 3000));
        Add("credential stuffing with changing agents", true, 10, () => Stuffing(TimeSpan.FromSeconds(3), 1000, agents: true));
        Add("slow stuffing, 1 a minute", true, 20, () => Stuffing(TimeSpan.FromMinutes(1), 110));
        Add("very slow stuffing, 1 in 5 minutes", true, 20, () => Stuffing(TimeSpan.FromMinutes(5), 23));
        Add("guessing one account's password", true, 10, () => Guessing(TimeSpan.FromSeconds(1), 2000));
        Add("slow guessing, every 30 s", true, 10, () => Guessing(TimeSpan.FromSeconds(30), 230));
        Add("token scan", true, 10, () => Steady(TimeSpan.FromSeconds(0.5), 2000, (at, from) => new Deed(at, DeedKind.UnknownToken, from) { Name = Word() }));
        Add("vulnerability scanner", true, 10, () => Scanner(TimeSpan.FromSeconds(0.5), 300));
        Add("slow vulnerability scanner, 1 a minute", true, 5, () => Scanner(TimeSpan.FromMinutes(1), 110));
        Add("stolen store of refresh tokens", true, 5, () => Steady(TimeSpan.FromSeconds(10), 8, (at, from) => new Deed(at, DeedKind.ReusedToken, from) { Name = "victim" + Word() }));
        Add("botnet on one account, 500 addresses", true, 500, () => Steady(TimeSpan.FromSeconds(100 + chance.Next(100)), 40, (at, from) => SignIn(at, from, "alice", Word())));
        Add("botnet, 500 addresses, 2 names an hour each", true, 500, () => Steady(TimeSpan.FromMinutes(25 + chance.Next(10)), 4, (at, from) => SignIn(at, from, "user" + Word(), Word())));
    }

    private void Add(string scenario, bool isAttack, int count, Func<IReadOnlyList<Deed>> deeds)
    {
        for (var i = 0; i < count; i++)
        {
            addresses++;
            parties.Add(new Party(scenario, isAttack, deeds()));
        }
    }

    private List<Deed> People(int count, double mistypes, double forgets)
    {
        List<Deed> deeds = [];
        var from = Address();
        for (var i = 0; i < count; i++)
        {
            // Names that nobody else has: two offices do not share their people.
            var name = $"person-{addresses}-{i}";
            var at = Minutes(0, 90);
            var known = chance.NextDouble() < 0.8;
            var slips = chance.NextDouble() < mistypes ? 1 + chance.Next(3) : 0;
            if (chance.NextDouble() < forgets)
            {
                deeds.AddRange(Enumerable.Range(0, 3 + chance.Next(3)).Select(slip => SignIn(at + TimeSpan.FromSeconds(15 * slip), from, name, "forgotten" + slip, known)));
                continue;
            }

            deeds.AddRange(Enumerable.Range(0, slips).Select(slip => SignIn(at + TimeSpan.FromSeconds(10 * slip), from, name, "slip" + Word(), known)));
            if (chance.NextDouble() < 0.02)
            {
                deeds.Add(SignIn(at, from, "nobody" + Word(), "x"));
            }

            at += TimeSpan.FromSeconds(40);
            deeds.Add(SignIn(at, from, name, PasswordOf(name), known));
            for (at += TimeSpan.FromMinutes(25); at < Length; at += TimeSpan.FromMinutes(25))
            {
                deeds.Add(new Deed(at, DeedKind.Refresh, from) { Name = name });
            }
        }

        return deeds;
    }

    private List<Deed> MobilePerson()
    {
        var name = $"mobile-{addresses}";
        var at = Minutes(0, 100);
        var wrong = chance.Next(3);
        return
        [
            .. Enumerable.Range(0, wrong).Select(i => SignIn(at + TimeSpan.FromSeconds(20 * i), AddressV6(), name, "slip" + i)),
            SignIn(at + TimeSpan.FromMinutes(2), AddressV6(), name, PasswordOf(name)),
            new Deed(at + TimeSpan.FromMinutes(12), DeedKind.Refresh, AddressV6()) { Name = name },
        ];
    }

    private List<Deed> ForgetfulPerson()
    {
        var from = Address();
        var name = $"forgetful-{addresses}";
        var at = Minutes(0, 90);
        var failures = 3 + chance.Next(10);
        List<Deed> deeds = [.. Enumerable.Range(0, failures).Select(i => SignIn(at + TimeSpan.FromSeconds(25 * i), from, name, "maybe" + chance.Next(6)))];
        if (chance.Next(2) == 0)
        {
            deeds.Add(SignIn(at + TimeSpan.FromMinutes(20), from, name, PasswordOf(name)));
        }

        return deeds;
    }

    private List<Deed> Classroom()
    {
        var from = Address();
        var at = Minutes(5, 60);
        List<Deed> deeds = [];
        for (var i = 0; i < 25; i++)
        {
            var name = $"pupil-{addresses}-{i}";
            var begin = at + Minutes(0, 4);
            deeds.AddRange(Enumerable.Range(0, 1 + chance.Next(2)).Select(slip => SignIn(begin + TimeSpan.FromSeconds(20 * slip), from, name, "Start2026!")));
            deeds.Add(SignIn(at + TimeSpan.FromMinutes(8), from, name, PasswordOf(name)));
        }

        return deeds;
    }

    private List<Deed> StrayLinks() => Many(1 + chance.Next(4), at => new Deed(at, DeedKind.ScannerPath, Address()) { Agent = "Mozilla/5.0 (compatible; Googlebot/2.1)" });

    private List<Deed> Spray(TimeSpan pace, int names, double known, bool v6 = false, IPAddress? from = null)
    {
        var password = "Winter" + Word();
        var start = Minutes(0, 15);
        var source = from ?? Address();
        return Within(Enumerable.Range(0, names).Select(i => SignIn(
            start + (i * pace), v6 ? AddressV6() : source, chance.NextDouble() < known ? $"user-{Word()}" : "nobody" + Word(), password)));
    }

    private List<Deed> Stuffing(TimeSpan pace, int pairs, bool agents = false)
    {
        var from = Address();
        var start = Minutes(0, 10);
        return Within(Enumerable.Range(0, pairs).Select(i =>
        {
            var name = chance.NextDouble() < 0.2 ? $"user-{Word()}" : "nobody" + Word();
            // One pair of a hundred fits.
            var password = chance.Next(100) == 0 ? PasswordOf(name) : Word();
            return SignIn(start + (i * pace), from, name, password) with { Agent = agents ? "Agent/" + chance.Next(40) : "python-requests/2" };
        }));
    }

    private List<Deed> Guessing(TimeSpan pace, int tries)
    {
        var name = $"target-{addresses}";
        return Steady(pace, tries, (at, from) => SignIn(at, from, name, Word()));
    }

    private List<Deed> Scanner(TimeSpan pace, int requests) => Steady(pace, requests, (at, from) =>
        new Deed(at, chance.Next(3) == 0 ? DeedKind.Probe : DeedKind.ScannerPath, from) { Agent = "nuclei" });

    private List<Deed> Steady(TimeSpan pace, int count, Func<TimeSpan, IPAddress, Deed> deed)
    {
        var from = Address();
        var start = Minutes(0, 10);
        return Within(Enumerable.Range(0, count).Select(i => deed(start + (i * pace), from)));
    }

    private List<Deed> Every(TimeSpan pace, Func<TimeSpan, IPAddress, Deed> deed) => Steady(pace, (int)(Length / pace), deed);

    private List<Deed> Many(int count, Func<TimeSpan, Deed> deed) => [.. Enumerable.Range(0, count).Select(_ => deed(Minutes(0, 110)))];

    private static List<Deed> Within(IEnumerable<Deed> deeds) => [.. deeds.TakeWhile(deed => deed.At < Length)];

    private static Deed SignIn(TimeSpan at, IPAddress from, string name, string password, bool onKnownDevice = false) =>
        new(at, DeedKind.SignIn, from) { Name = name, Password = password, OnKnownDevice = onKnownDevice };

    private TimeSpan Minutes(double least, double most) => TimeSpan.FromMinutes(least + (chance.NextDouble() * (most - least)));

    private string Word() => chance.Next(1_000_000_000).ToString();

    // One for each party: 10.x.y.z, or a /64 of its own.
    private IPAddress Address() => new([10, (byte)(addresses >> 16), (byte)(addresses >> 8), (byte)addresses]);

    private IPAddress AddressV6()
    {
        var bytes = new byte[16];
        chance.NextBytes(bytes.AsSpan(8));
        (bytes[0], bytes[1], bytes[5], bytes[6], bytes[7]) = (0x20, 0x01, (byte)(addresses >> 16), (byte)(addresses >> 8), (byte)addresses);
        return new IPAddress(bytes);
    }
}
