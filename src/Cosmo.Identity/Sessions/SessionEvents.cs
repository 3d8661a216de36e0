using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Sessions;

/// <summary>What the audit trail says of sessions.</summary>
internal static class SessionEvents
{
    private const string IfEndedNow = "EXISTS (SELECT 1 FROM user_sessions WHERE id = {0} AND ended_at = {1})";

    /// <summary>A session began; recorded with its row.</summary>
    public static SecurityEvent Started(UserSession session, HttpContext context)
    {
        var fact = SecurityEvent.Of(SecurityEventType.SessionStarted, context);
        fact.SubjectId = session.UserId;
        fact.SessionId = session.Id;
        fact.ClientId = session.ClientId;
        fact.Details = EventDetails.Of(("amr", session.Amr));
        return fact;
    }

    /// <summary>A session ended for this reason; recorded only if that is what ended it.</summary>
    /// <param name="session">Which one.</param>
    /// <param name="user">Whose.</param>
    /// <param name="reason">One of <see cref="EndReasons"/>.</param>
    /// <param name="endedAt">As it stands in the row.</param>
    /// <param name="context">The request that ends it.</param>
    public static SecurityEvent Ended(Guid session, Guid user, string reason, DateTimeOffset endedAt, HttpContext context)
    {
        var type = reason switch
        {
            EndReasons.SignedOut => SecurityEventType.SessionEnded,
            EndReasons.Replaced => SecurityEventType.SessionReplaced,
            _ => SecurityEventType.SessionRevoked,
        };
        var fact = SecurityEvent.Of(type, context);
        fact.SubjectId = user;
        fact.SessionId = session;
        fact.Condition = EndedAt(session, endedAt);
        return fact;
    }

    /// <summary>An administrator ended a session; recorded only if it was this that ended it.</summary>
    /// <param name="act">The order.</param>
    /// <param name="session">Which.</param>
    /// <param name="user">Whose.</param>
    /// <param name="endedAt">The instant that stands in the row.</param>
    /// <param name="address">The address that it began at, where that is why; else null.</param>
    public static SecurityEvent EndedBy(AdminAct act, Guid session, Guid user, DateTimeOffset endedAt, string? address)
    {
        var fact = act.Event(SecurityEventType.SessionRevoked, user, ("began_at", address));
        fact.SessionId = session;
        fact.Condition = EndedAt(session, endedAt);
        return fact;
    }

    /// <summary>All sessions of a person ended, but for <paramref name="except"/>, together with a change of theirs; recorded only if that was made.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="except">The session in which it is done, where one lives on.</param>
    /// <param name="reason">One of <see cref="EndReasons"/>.</param>
    /// <param name="condition">It was made.</param>
    /// <param name="context">The request that makes it.</param>
    public static SecurityEvent AllEndedBy(Guid user, Guid? except, string reason, EventCondition condition, HttpContext context)
    {
        var fact = AllEnded(user, except, except, context);
        fact.Details = EventDetails.Of(("reason", reason));
        fact.Condition = condition;
        return fact;
    }

    /// <summary>A person ended all their sessions, or all but the one they are in.</summary>
    public static SecurityEvent AllEnded(Guid user, Guid? current, Guid? except, HttpContext context)
    {
        var fact = SecurityEvent.Of(except is null ? SecurityEventType.AllTokensRevoked : SecurityEventType.OtherSessionsRevoked, context);
        fact.SubjectId = user;
        fact.SessionId = current;
        return fact;
    }

    private static EventCondition EndedAt(Guid session, DateTimeOffset at) => new(IfEndedNow, session, at);
}
