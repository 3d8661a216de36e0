using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>What has been recorded about this request so far: a fact that its own place has told is not told again when the answer leaves.</summary>
internal sealed class RequestReport(SecurityEventRecorder recorder)
{
    /// <summary>Whether the reason of the refusal is recorded.</summary>
    public bool IsTold { get; private set; }

    /// <summary>Another slice has recorded the reason.</summary>
    public void NoteTold() => IsTold = true;

    /// <summary>Whether the presented token, which lives, is none of the caller's business.</summary>
    public bool IsForeign { get; set; }

    /// <summary>Why the token is not taken, where that shows only when it is too late to read it from the row.</summary>
    public string? Reason { get; set; }

    /// <summary>Another slice has recorded the reason.</summary>
    public void IsToldElsewhere() => IsTold = true;

    /// <summary>Records why the request is refused, with the statements that the refusal brings, in one transaction; tells how many rows each touched.</summary>
    public async Task<int[]> TellAsync(SecurityEvent fact, params IReadOnlyList<SqlStatement> statements)
    {
        var touched = await recorder.ExecuteAsync(statements, [fact], CancellationToken.None);
        // An event with a condition is recorded only where the statement before it took effect.
        IsTold = touched[statements.Count] == 1;
        return touched;
    }
}
