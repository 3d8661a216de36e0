namespace Cosmo.Identity.SecurityEvents;

/// <summary>On whose behalf this flow of control changes something: a command, a file, a job, an administrator. Events of administrative changes name it.</summary>
internal static class Acting
{
    private static readonly AsyncLocal<Actor?> Flow = new();

    /// <summary>Such as <c>command:users lock</c> or <c>provisioning:clients.json</c>; null where a request acts for itself.</summary>
    public static string? Current => Flow.Value?.Name;

    /// <summary>The order that is carried out, where an administrator gave one.</summary>
    public static AdminAct? Order => Flow.Value?.Order;

    /// <summary>From here on, and in whatever is called, until disposed.</summary>
    public static IDisposable As(string actor) => Begin(new Actor(actor, null));

    /// <inheritdoc cref="As(string)"/>
    public static IDisposable As(AdminAct order) => Begin(new Actor(order.Actor, order));

    private static Until Begin(Actor actor)
    {
        var before = Flow.Value;
        Flow.Value = actor;
        return new Until(before);
    }

    private sealed record Actor(string Name, AdminAct? Order);

    private sealed class Until(Actor? before) : IDisposable
    {
        public void Dispose() => Flow.Value = before;
    }
}
