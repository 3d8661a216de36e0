using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.Admin.SecurityEvents;
using Cosmo.Identity.Admin.Statistics;
using Cosmo.Identity.Jobs;
using Cosmo.Identity.Jobs.Statistics;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Places;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Sessions.Care;
using Cosmo.Identity.Threats.Blocks;
using Cosmo.Identity.Threats.Scoring;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Overview;

/// <summary>What needs attention now, and how things went. Each figure leads to the list behind it.</summary>
internal sealed class OverviewModel(
    StatisticsReader statistics, SecurityEventReader events, TopReader tops, SuspiciousActivityReader suspicious, JobReader jobs, SessionReader sessions, IpBlockReader blocks, MailReader mails, AccountNames names, PlaceReader places, TimeProvider clock) : PageModel
{
    private const string SignedIn = "authentication.signed_in";

    private const int Shown = 5;

    /// <summary>Lower scores need nobody's attention.</summary>
    private const int LeastScore = 50;

    private static readonly string[] Failures =
        ["authentication.sign_in_failed", "authentication.unknown_user_tried", "authentication.locked_sign_in_refused", "factor.second_factor_failed"];

    private static readonly string[] Tokens = ["token.tokens_issued", "token.tokens_refreshed"];

    [BindProperty(Name = TimeRange.Parameter, SupportsGet = true)]
    public string? RangeName { get; set; }

    public TimeRange Range => TimeRange.Of(RangeName);

    /// <summary>Addresses that attack, the worst first.</summary>
    public IReadOnlyList<SuspiciousAddress> Suspicious { get; private set; } = [];

    /// <summary>The newest critical events.</summary>
    public IReadOnlyList<EventRow> Critical { get; private set; } = [];

    /// <summary>The newest events that somebody should look at; the list goes on by itself.</summary>
    public IReadOnlyList<EventRow> Newest { get; private set; } = [];

    public long SignIns { get; private set; }

    public long Failed { get; private set; }

    public long TokensIssued { get; private set; }

    public long Sessions { get; private set; }

    public long Blocked { get; private set; }

    public (long Waiting, long Retried, long GivenUp) Mails { get; private set; }

    public string? SignInsChange { get; private set; }

    public string? FailedChange { get; private set; }

    public Chart SignInChart { get; private set; } = null!;

    public IReadOnlyList<(SecurityEventSeverity Severity, long Count)> Severities { get; private set; } = [];

    public IReadOnlyList<(Guid Subject, string Name, long Failures)> Targets { get; private set; } = [];

    public IReadOnlyList<(string Address, string? Place, long Failures)> Sources { get; private set; } = [];

    public IReadOnlyList<JobState> FailedJobs { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var from = now - Range.Length;
        await ReadFiguresAsync(now, cancellationToken);
        Suspicious = await suspicious.ListAsync(LeastScore, Shown, cancellationToken);
        Critical = await RowsAsync(new SecurityEventFilter { Severities = [SecurityEventSeverity.Critical], From = from }, Shown, cancellationToken);
        Newest = await RowsAsync(new SecurityEventFilter { Severities = [SecurityEventSeverity.Warning, SecurityEventSeverity.Critical] }, 10, cancellationToken);
        var targets = await tops.TargetsAsync(from, Shown, cancellationToken);
        var known = await names.OfAsync(targets.Select(target => (Guid?)target.Subject), cancellationToken);
        Targets = [.. targets.Select(target => (target.Subject, known.GetValueOrDefault(target.Subject) ?? target.Subject.ToString("D")[..8], target.Failures))];
        Sources = [.. (await tops.SourcesAsync(from, Shown, cancellationToken)).Select(source => (source.Address, places.Of(source.Address)?.Text, source.Failures))];
        Sessions = await sessions.CountLiveAsync(cancellationToken);
        Blocked = await blocks.CountStandingAsync(cancellationToken);
        Mails = await mails.CountAsync(cancellationToken);
        FailedJobs = [.. (await jobs.ReadAsync(cancellationToken)).Where(job => job.Last?.Error is not null)];
    }

    private async Task ReadFiguresAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var steps = Steps.Of(Range.Length, now);
        var sums = await statistics.SumAsync(steps.From, steps.To, cancellationToken);
        var before = await statistics.SumAsync(steps.From - (steps.To - steps.From), steps.From, cancellationToken);
        SignIns = Sum(sums, SignedIn);
        Failed = Sum(sums, Failures);
        TokensIssued = Sum(sums, Tokens);
        SignInsChange = Figure.ChangeOf(SignIns, Sum(before, SignedIn));
        FailedChange = Figure.ChangeOf(Failed, Sum(before, Failures));
        Severities =
        [
            .. Enum.GetValues<SecurityEventSeverity>().Reverse().Select(severity => (severity, SecurityEventCatalogue.All
                .Where(kind => kind.Severity == severity).Sum(kind => sums.GetValueOrDefault(kind.Name)))),
        ];
        var signIns = await statistics.ReadAsync(SignedIn, steps.From, steps.To, cancellationToken);
        List<HourlyCount> failures = [];
        foreach (var name in Failures)
        {
            failures.AddRange(await statistics.ReadAsync(name, steps.From, steps.To, cancellationToken));
        }

        SignInChart = new Chart(OverviewTexts.SignInsOverTime, steps, [steps.Sum(OverviewTexts.SignIns, signIns), steps.Sum(OverviewTexts.Failures, failures)]);
    }

    private async Task<IReadOnlyList<EventRow>> RowsAsync(SecurityEventFilter filter, int most, CancellationToken cancellationToken) =>
        await EventRows.OfAsync((await events.ReadAsync(filter, null, most, cancellationToken)).Events, names, cancellationToken);

    private static long Sum(IReadOnlyDictionary<string, long> sums, params string[] of) => of.Sum(name => sums.GetValueOrDefault(name));
}
