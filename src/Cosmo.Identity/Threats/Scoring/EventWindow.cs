using System.Globalization;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>The time that a scoring run looks at, in slices of equal length: facts of one slice have one weight.</summary>
internal sealed class EventWindow
{
    public const int Buckets = 12;

    private readonly TimeSpan slice;
    private readonly float[] weights;

    public EventWindow(DateTimeOffset now, TimeSpan length, TimeSpan halfLife)
    {
        Now = now;
        Start = now - length;
        slice = length / Buckets;
        weights = [.. Enumerable.Range(0, Buckets).Select(bucket => (float)Math.Pow(2, -(bucket + 0.5) * slice.TotalSeconds / halfLife.TotalSeconds))];
    }

    public DateTimeOffset Now { get; }

    public DateTimeOffset Start { get; }

    public float WeightOf(int bucket) => weights[bucket];

    /// <summary>When the slice with this number began; the younger the lower.</summary>
    public DateTimeOffset StartOf(int bucket) => Now - ((bucket + 1) * slice);

    public int BucketOf(DateTimeOffset time) => Math.Clamp((int)((Now - time) / slice), 0, Buckets - 1);

    /// <summary>The least key that an event of this time, exact to the millisecond, can have: UUIDv7 begins with the time.</summary>
    public static Guid LeastKey(DateTimeOffset time)
    {
        var milliseconds = time.ToUnixTimeMilliseconds().ToString("x12", CultureInfo.InvariantCulture);
        return Guid.Parse($"{milliseconds[..8]}-{milliseconds[8..]}-7000-8000-000000000000");
    }
}
