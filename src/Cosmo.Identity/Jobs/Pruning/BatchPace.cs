namespace Cosmo.Identity.Jobs.Pruning;

/// <summary>How large the next batch is: as large as fits into a given time on this machine, with these tables, at this load.</summary>
internal sealed class BatchPace
{
    private readonly TimeSpan target;
    private readonly int most;
    private readonly double rest;

    private BatchPace(int first, int most, TimeSpan target, double rest)
    {
        Size = first;
        this.most = most;
        this.target = target;
        this.rest = rest;
    }

    /// <summary>Rows of the next batch.</summary>
    public int Size { get; private set; }

    /// <summary>Everybody else waits during a batch: short ones, with twice their time left to the others.</summary>
    public static BatchPace ForOneWriter() => new(100, 2_000, TimeSpan.FromMilliseconds(20), 2);

    /// <summary>Nobody waits, but a batch is no longer than a request may take.</summary>
    public static BatchPace ForManyWriters() => new(2_000, 20_000, TimeSpan.FromMilliseconds(250), 0);

    /// <summary>Learns from the last batch, by at most a doubling or a halving.</summary>
    public void Adapt(TimeSpan held)
    {
        var ratio = Math.Clamp(target / (held > TimeSpan.Zero ? held : target), 0.5, 2);
        Size = Math.Clamp((int)(Size * ratio), 10, most);
    }

    /// <summary>After a fault.</summary>
    public void Shrink() => Size = Math.Max(10, Size / 4);

    /// <summary>How long to leave the writer to the others.</summary>
    public TimeSpan PauseAfter(TimeSpan held) => held * rest;
}
