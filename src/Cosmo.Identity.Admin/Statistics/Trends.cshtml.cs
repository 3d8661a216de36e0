using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.Jobs.Statistics;
using Cosmo.Identity.Places;
using Cosmo.Identity.SecurityEvents.Reading;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Statistics;

/// <summary>How things went, against the time before; when people sign in; who stands out.</summary>
internal sealed class TrendsModel(StatisticsReader statistics, TopReader tops, FactorShareReader shares, AccountNames names, PlaceReader places, TimeProvider clock) : PageModel
{
    private const int Shown = 10;

    private const int MostSources = 500;

    private const string SignedIn = "authentication.signed_in";

    private static readonly (string Key, Func<string> Name, string[] Types)[] Compared =
    [
        ("signed-in", () => StatisticsTexts.SignIns, [SignedIn]),
        ("failed", () => StatisticsTexts.Failures, ["authentication.sign_in_failed", "authentication.unknown_user_tried", "authentication.locked_sign_in_refused"]),
        ("locked", () => StatisticsTexts.Locks, ["authentication.account_locked", "authentication.address_locked"]),
        ("tokens", () => StatisticsTexts.Tokens, ["token.tokens_issued", "token.tokens_refreshed"]),
        ("reused", () => StatisticsTexts.Reuses, ["token.refresh_token_reused", "token.authorization_code_reused"]),
        ("sessions", () => StatisticsTexts.Sessions, ["session.session_started"]),
        ("blocks", () => StatisticsTexts.Blocks, ["threat.address_blocked", "administration.block_placed"]),
        ("accounts", () => StatisticsTexts.Accounts, ["account.user_created"]),
    ];

    [BindProperty(Name = TimeRange.Parameter, SupportsGet = true)]
    public string? RangeName { get; set; }

    public TimeRange Range => TimeRange.Of(RangeName);

    public IReadOnlyList<Comparison> Comparisons { get; private set; } = [];

    public Chart Chart { get; private set; } = null!;

    public HeatMap Heat { get; private set; } = null!;

    public IReadOnlyList<(string ClientId, long Answers)> Clients { get; private set; } = [];

    public IReadOnlyList<(Guid Subject, string Name, long Failures)> Targets { get; private set; } = [];

    /// <summary>Where failures come from, of the addresses with most; null where no database of places is named.</summary>
    public IReadOnlyList<(string Country, long Failures)>? Countries { get; private set; }

    public FactorShares Shares { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var steps = Steps.Of(Range.Length, now);
        var length = steps.To - steps.From;
        var (sums, before) = (await statistics.SumAsync(steps.From, steps.To, cancellationToken), await statistics.SumAsync(steps.From - length, steps.From, cancellationToken));
        Comparisons = [.. Compared.Select(one => new Comparison(one.Name(), one.Types, one.Types.Sum(type => sums.GetValueOrDefault(type)), one.Types.Sum(type => before.GetValueOrDefault(type))))];
        var current = await statistics.ReadAsync(SignedIn, steps.From, steps.To, cancellationToken);
        var earlier = await statistics.ReadAsync(SignedIn, steps.From - length, steps.From, cancellationToken);
        Chart = new Chart(
            StatisticsTexts.SignInsCompared,
            steps,
            [steps.Sum(StatisticsTexts.ThisPeriod, current), (steps with { From = steps.From - length }).Sum(StatisticsTexts.PeriodBefore, earlier)]);
        Heat = HeatMap.Of(current);
        Clients = await tops.ClientsAsync(now - Range.Length, Shown, cancellationToken);
        var targets = await tops.TargetsAsync(now - Range.Length, Shown, cancellationToken);
        var known = await names.OfAsync(targets.Select(target => (Guid?)target.Subject), cancellationToken);
        Targets = [.. targets.Select(target => (target.Subject, known.GetValueOrDefault(target.Subject) ?? target.Subject.ToString("D")[..8], target.Failures))];
        if (places.IsOn)
        {
            Countries =
            [
                .. (await tops.SourcesAsync(now - Range.Length, MostSources, cancellationToken))
                    .GroupBy(source => places.Of(source.Address)?.CountryName ?? StatisticsTexts.Unknown)
                    .Select(country => (Country: country.Key, Failures: country.Sum(source => source.Failures)))
                    .OrderByDescending(country => country.Failures).Take(Shown),
            ];
        }

        Shares = await shares.ReadAsync(cancellationToken);
    }
}

/// <summary>One figure against the one of the period before.</summary>
internal sealed record Comparison(string Name, IReadOnlyList<string> Types, long Now, long Before)
{
    public string Change => Figure.ChangeOf(Now, Before) ?? "–";

    /// <summary>The events behind it.</summary>
    public string Address(TimeRange range) => $"/admin/security-events?{string.Concat(Types.Select(type => $"type={type}&"))}range={range.Name}";
}

/// <summary>How often something happened by weekday and hour of the day, UTC.</summary>
internal sealed record HeatMap(long[,] Counts)
{
    /// <summary>How many shades there are above none.</summary>
    private const int Shades = 5;

    /// <summary>Monday first (ISO 8601).</summary>
    public static IReadOnlyList<DayOfWeek> Days { get; } =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>Of a day, UTC.</summary>
    public static IReadOnlyList<int> Hours { get; } = [.. Enumerable.Range(0, 24)];

    public long Of(DayOfWeek day, int hour) => Counts[(int)day, hour];

    /// <summary>0 for none, and 1 to 5 by how near it comes to the most.</summary>
    public int ShadeOf(DayOfWeek day, int hour)
    {
        var most = Counts.Cast<long>().Max();
        return Of(day, hour) is var count && count == 0 ? 0 : (int)Math.Ceiling(count * (double)Shades / most);
    }

    public static HeatMap Of(IEnumerable<HourlyCount> hours)
    {
        var counts = new long[7, 24];
        foreach (var hour in hours)
        {
            counts[(int)hour.Hour.UtcDateTime.DayOfWeek, hour.Hour.UtcDateTime.Hour] += hour.Count;
        }

        return new HeatMap(counts);
    }
}
