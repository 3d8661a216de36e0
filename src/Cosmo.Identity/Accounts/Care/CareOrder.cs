using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.Care;

/// <summary>Who has something done to an account: an administrator by a request, or an operator by a command on the host.</summary>
internal sealed class CareOrder
{
    private readonly AdminAct? act;
    private readonly string? command;

    private CareOrder(AdminAct? act, string? command) => (this.act, this.command) = (act, command);

    public static CareOrder Of(AdminAct act) => new(act, null);

    /// <param name="command">Such as <c>command:users lock</c>.</param>
    public static CareOrder OfCommand(string command) => new(null, command);

    /// <summary>Whoever sits at the host can always make another administrator; they may lock the only one out.</summary>
    public bool SparesLastAdministrator => act is not null;

    /// <summary>The event of what is done.</summary>
    public SecurityEvent Event(SecurityEventType type, Guid user, params ReadOnlySpan<(string Name, object? Value)> details) => act is not null
        ? act.Event(type, user, details)
        : new SecurityEvent { Type = type, SubjectId = user, Actor = command, Details = details.IsEmpty ? null : EventDetails.Of(details) };

    /// <summary>The same, told field by field, before and after.</summary>
    public SecurityEvent Event(SecurityEventType type, Guid user, FieldChanges changes)
    {
        var fact = Event(type, user);
        fact.Details = act?.Reason is { } reason ? changes.ToDetails(("reason", reason)) : changes.ToDetails();
        return fact;
    }

    /// <summary>All sessions of a person ended with it.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="cause">One of <see cref="Sessions.EndReasons"/>; an administrator's own words stand beside it.</param>
    public SecurityEvent AllEnded(Guid user, string cause) => Event(SecurityEventType.AllTokensRevoked, user, (act is null ? "reason" : "cause", cause));
}
