namespace Cosmo.Identity.SecurityEvents;

/// <summary>On whose behalf this flow of control changes something: a command, a file, a job. Events of administrative changes name it.</summary>
internal static class Acting
{
    private static readonly AsyncLocal<string?> Flow = new();

    /// <summary>Such as <c>command:users lock</c> or <c>provisioning:clients.json</c>; null where a request acts for itself.</summary>
    public static string? Current => Flow.Value;

    /// <summary>From here on, and in whatever is called, until disposed.</summary>
    public static IDisposable As(string actor)
    {
        var before = Flow.Value;
        Flow.Value = actor;
        return new Until(before);
    }

    private sealed class Until(string? before) : IDisposable
    {
        public void Dispose() => Flow.Value = before;
    }
}
