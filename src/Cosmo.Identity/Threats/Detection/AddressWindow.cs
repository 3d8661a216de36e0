namespace Cosmo.Identity.Threats.Detection;

/// <summary>The recent past of one subscriber, in at most a few kilobytes.</summary>
internal sealed class AddressWindow(DetectionOptions options)
{
    /// <summary>From here on it is no home and no office.</summary>
    private const int Crowd = 256;

    /// <summary>So many wrong passwords are a person's slips, once they have got in; more is guessing.</summary>
    private const int Slips = 5;

    private readonly HashSet<string> silent = new(StringComparer.Ordinal);
    private RecentSet? unresolved;
    private RecentSet? pairs;
    private RecentSet? tokens;
    private RecentSet? stolen;
    private RecentSet? goodNames;
    private RecentSet? goodPeople;
    private RollingCount probes;
    private RollingCount otherTokens;
    private TimeSpan silentUntil;

    public void Add(in Signal signal, TimeSpan now)
    {
        switch (signal.Kind)
        {
            case SignalKind.Failure when signal is { Name: { } name, OnKnownDevice: false }:
                AddFailure(name, signal.PasswordMark, now);
                break;
            case SignalKind.Success:
                AddSuccess(signal, now);
                break;
            case SignalKind.Person:
                AddPerson(signal, now);
                break;
            case SignalKind.BadToken when signal.Name is { } token:
                (tokens ??= new(Crowd)).Add(token, now);
                break;
            case SignalKind.BadToken when signal.Subject is { } owner:
                // It was good once: a program that has not noticed its end sends it many times.
                (tokens ??= new(Crowd)).Add(Scoring.EventFact.NumberOf(owner), now);
                break;
            case SignalKind.BadToken:
                otherTokens.Add(signal.Count, now, options.Window);
                break;
            case SignalKind.StolenToken:
                (stolen ??= new(Crowd)).Add(signal.Subject is { } victim ? Scoring.EventFact.NumberOf(victim) : signal.Name ?? 0, now);
                break;
            case SignalKind.Probe:
                probes.Add(signal.Count, now, options.Window);
                break;
        }
    }

    public AddressPicture Picture(TimeSpan now)
    {
        var since = now - options.Window;
        var trusted = now - options.TrustWindow;
        return new AddressPicture
        {
            UnresolvedNames = unresolved?.CountSince(since) ?? 0,
            NamesWithOnePassword = unresolved?.MostWithOneMark() ?? 0,
            Pairs = CountPairs(since),
            // Where nothing tells tokens apart, it may be one that a forgotten program sends again and again.
            BadTokens = (tokens?.CountSince(since) ?? 0) + (otherTokens.At(now, options.Window) / 4),
            StolenTokens = stolen?.CountSince(since) ?? 0,
            Probes = probes.At(now, options.Window),
            GoodUsers = Math.Max(goodNames?.CountSince(trusted) ?? 0, goodPeople?.CountSince(trusted) ?? 0),
            IsCrowd = goodNames?.IsFull is true || goodPeople?.IsFull is true,
        };
    }

    /// <summary>Whether the rule has spoken of this address in this window.</summary>
    public bool HasHeard(string rule, TimeSpan now)
    {
        if (now >= silentUntil)
        {
            silent.Clear();
        }

        return silent.Contains(rule);
    }

    /// <summary>The rule has spoken: it keeps still for a window, and what led to it is not counted again.</summary>
    public void Silence(string rule, TimeSpan now)
    {
        silent.Add(rule);
        silentUntil = now + options.Window;
        unresolved?.Clear();
        pairs?.Clear();
        tokens?.Clear();
        stolen?.Clear();
        probes = default;
        otherTokens = default;
    }

    private void AddFailure(long name, long? mark, TimeSpan now)
    {
        // Whoever has got in here with this name before is its owner, with a slip of the finger.
        if (goodNames?.Contains(name) is not true)
        {
            (unresolved ??= new(2 * Crowd)).Add(name, now, mark);
        }

        if (mark is { } password)
        {
            (pairs ??= new(2 * Crowd)).Add(name ^ long.RotateLeft(password, 17), now, name);
        }
    }

    private int CountPairs(TimeSpan since)
    {
        var all = pairs?.CountSince(since) ?? 0;
        return all < options.GuessedPairs ? all : pairs!.CountBeyond(Slips, goodNames);
    }

    private void AddSuccess(in Signal signal, TimeSpan now)
    {
        AddPerson(signal, now);
        if (signal.Name is { } name)
        {
            unresolved?.Remove(name);
            (goodNames ??= new(Crowd)).Add(name, now);
        }
    }

    private void AddPerson(in Signal signal, TimeSpan now)
    {
        if (signal.Subject is { } person)
        {
            (goodPeople ??= new(Crowd)).Add(Scoring.EventFact.NumberOf(person), now);
        }
    }
}
