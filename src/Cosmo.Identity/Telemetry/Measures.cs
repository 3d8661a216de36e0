using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cosmo.Identity.Telemetry;

/// <summary>
/// Everything that this program counts and times, under one meter and one source of spans. An instrument that nobody collects
/// costs one comparison. No label is text that a stranger chooses.
/// </summary>
internal static class Measures
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Cosmo.Identity";

    private static readonly Meter Meter = new(Name);

    /// <summary>Spans of what is no request: runs of jobs.</summary>
    public static ActivitySource Spans { get; } = new(Name);

    /// <summary>Token requests by <c>grant_type</c> and <c>outcome</c>: <c>issued</c>, or the OAuth error.</summary>
    public static Counter<long> TokenRequests { get; } = Meter.CreateCounter<long>("cosmo.token_requests", "{request}", "Token requests that were answered");

    /// <summary>Sign-ins with a password by <c>outcome</c>.</summary>
    public static Counter<long> SignIns { get; } = Meter.CreateCounter<long>("cosmo.sign_ins", "{sign-in}", "Sign-ins that were tried");

    /// <summary>Security events by <c>type</c> and <c>severity</c>.</summary>
    public static Counter<long> SecurityEvents { get; } = Meter.CreateCounter<long>("cosmo.security_events", "{event}", "Security events that were recorded");

    /// <summary>Batches of the audit trail that were sealed.</summary>
    public static Counter<long> EventSeals { get; } = Meter.CreateCounter<long>("cosmo.event_seals", "{seal}", "Seals that were written over batches of security events");

    /// <summary>Requests that were not let in by <c>reason</c>: <c>blocked</c> or <c>rate_limit</c>; the latter with its <c>limiter</c>.</summary>
    public static Counter<long> RefusedRequests { get; } = Meter.CreateCounter<long>("cosmo.refused_requests", "{request}", "Requests that were refused at the door");

    /// <summary>Times that the rate-limit counters that nodes share did not answer.</summary>
    public static Counter<long> SharedCountersFailures { get; } = Meter.CreateCounter<long>(
        "cosmo.shared_counters_failures", "{failure}", "Times that the shared rate-limit counters did not answer and the node counted by itself");

    /// <summary>Passwords that were hashed or checked, waiting included.</summary>
    public static Histogram<double> PasswordChecks { get; } = Seconds("cosmo.password_check", "Time from asking for a password hash until it was there");

    /// <summary>Passwords that wait for their turn.</summary>
    public static UpDownCounter<long> PasswordQueue { get; } = Meter.CreateUpDownCounter<long>("cosmo.password_queue", "{password}", "Passwords that wait for their turn to be hashed");

    /// <summary>Passwords that were refused because too many waited.</summary>
    public static Counter<long> PasswordRefusals { get; } = Meter.CreateCounter<long>("cosmo.password_refusals", "{password}", "Passwords that were refused because too many waited");

    /// <summary>How many callers' statements went to the database together, by <c>kind</c>.</summary>
    public static Histogram<int> DatabaseGroup { get; } = Meter.CreateHistogram(
        "cosmo.database_group", "{caller}", "Callers whose statements shared one round trip or one commit",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });

    /// <summary>From the first caller's asking until the group's end, by <c>kind</c>.</summary>
    public static Histogram<double> DatabaseTime { get; } = Seconds("cosmo.database_time", "Time from the first caller's asking until the group had ended");

    /// <summary>Runs of jobs by <c>job</c> and <c>outcome</c>: <c>done</c>, <c>failed</c>, <c>stopped</c> or <c>refused</c>.</summary>
    public static Counter<long> JobRuns { get; } = Meter.CreateCounter<long>("cosmo.job_runs", "{run}", "Runs of jobs on this node");

    /// <summary>How long jobs run, by <c>job</c>.</summary>
    public static Histogram<double> JobTime { get; } = Meter.CreateHistogram(
        "cosmo.job_time", "s", "Duration of runs of jobs", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.1, 1, 10, 60, 600] });

    /// <summary>Rows that were deleted because their time had passed, by <c>table</c>.</summary>
    public static Counter<long> PrunedRows { get; } = Meter.CreateCounter<long>("cosmo.pruned_rows", "{row}", "Rows that were deleted because their time had passed");

    /// <summary>Tries to deliver mails by <c>kind</c> and <c>outcome</c>: <c>sent</c>, <c>delayed</c>, <c>refused</c> or <c>expired</c>.</summary>
    public static Counter<long> Mails { get; } = Meter.CreateCounter<long>("cosmo.mails", "{mail}", "Tries to deliver mails");

    private static Histogram<double> Seconds(string name, string description) => Meter.CreateHistogram(
        name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3] });
}
