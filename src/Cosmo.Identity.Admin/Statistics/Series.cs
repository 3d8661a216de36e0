using Cosmo.Identity.Jobs.Statistics;

namespace Cosmo.Identity.Admin.Statistics;

/// <summary>How often something happened, step by step.</summary>
/// <param name="Name">What it is called in the language of the request.</param>
/// <param name="Counts">One for each step, the oldest first; a step without events is zero.</param>
internal sealed record Series(string Name, IReadOnlyList<long> Counts);

/// <summary>A range of time cut into steps of whole hours, so that a chart has neither three points nor a thousand.</summary>
/// <param name="From">Start of the first step, UTC.</param>
/// <param name="Step">How long each is.</param>
/// <param name="Count">How many there are; the last one goes on.</param>
internal sealed record Steps(DateTimeOffset From, TimeSpan Step, int Count)
{
    /// <summary>After the last step.</summary>
    public DateTimeOffset To => From + (Step * Count);

    /// <summary>The starts.</summary>
    public IEnumerable<DateTimeOffset> Starts => Enumerable.Range(0, Count).Select(i => From + (Step * i));

    /// <summary>Steps that fit a range that ends now: hours for a day, six of them for a week, days beyond.</summary>
    public static Steps Of(TimeSpan range, DateTimeOffset now)
    {
        var step = range <= TimeSpan.FromHours(24) ? TimeSpan.FromHours(1) : range <= TimeSpan.FromDays(7) ? TimeSpan.FromHours(6) : TimeSpan.FromDays(1);
        var count = Math.Max(2, (int)(range / step) + 1);
        var current = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % step.Ticks), TimeSpan.Zero);
        return new Steps(current - (step * (count - 1)), step, count);
    }

    /// <summary>Hourly counts put together.</summary>
    public Series Sum(string name, IEnumerable<HourlyCount> hours)
    {
        var counts = new long[Count];
        foreach (var hour in hours.Where(hour => hour.Hour >= From && hour.Hour < To))
        {
            counts[(int)((hour.Hour - From) / Step)] += hour.Count;
        }

        return new Series(name, counts);
    }
}
