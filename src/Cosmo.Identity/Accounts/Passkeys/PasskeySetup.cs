using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>Adds passkeys and takes them away; either way the session goes on under another cookie, and the owner is told (ASVS 6.3.7, N-19).</summary>
internal sealed class PasskeySetup(PasskeyCeremonies ceremonies, Database database, Outbox outbox, TimeProvider clock)
{
    /// <summary>Adds the passkey that a browser made; the secret of the session's next cookie, or null: it was no answer, or too late, or one too many.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<string?> AddAsync(HttpContext context, UserRecord user, BrowserSession session, string name, string? state, string? credential)
    {
        if (await ceremonies.FinishAddingAsync(context, user.Id, state, credential) is not var (info, challengedAt))
        {
            return null;
        }

        var (id, secret, now) = (Guid.CreateVersion7(), SessionSignIn.NewSecret(), EventTime.Now(clock));
        var hash = SessionSignIn.Hash(secret);
        var rotated = SessionStatements.HasCookie(session.Id, hash);
        var notMe = NotMeLink.For(user, now);
        var added = PasskeyStatements.Is(id, user.Id);
        var touched = await outbox.ExecuteAsync(
            [
                // The session first: whoever was signed out in this moment adds nothing.
                SessionStatements.Rotate(session, hash),
                PasskeyStatements.Insert(id, user.Id, name, info, challengedAt, now, rotated),
                .. notMe.IssueIf(added),
            ],
            [Event(SecurityEventType.PasskeyAdded, context, session, id, name, added)],
            notMe is null ? [] : [PasskeyMails.Added(user, notMe, name, context, now)],
            CancellationToken.None);
        if (touched[0] == 1)
        {
            await SessionCookie.RenewAsync(context, session, secret);
        }

        return touched[1] == 1 ? secret : null;
    }

    /// <summary>Takes a passkey away; false: the person has none such, or the session ended.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<bool> RemoveAsync(HttpContext context, UserRecord user, BrowserSession session, Guid id, CancellationToken cancellationToken)
    {
        var passkeys = await database.ReadAllAsync(PasskeyStatements.OfUser(user.Id), PasskeyRecord.Read, cancellationToken);
        if (passkeys.FirstOrDefault(passkey => passkey.Id == id) is not { } removed)
        {
            return false;
        }

        var (secret, now) = (SessionSignIn.NewSecret(), EventTime.Now(clock));
        var rotated = SessionStatements.HasCookie(session.Id, SessionSignIn.Hash(secret));
        var notMe = NotMeLink.For(user, now);
        var touched = await outbox.ExecuteAsync(
            [
                SessionStatements.Rotate(session, SessionSignIn.Hash(secret)).OnlyIf(PasskeyStatements.Is(id, user.Id)),
                PasskeyStatements.Remove(id, user.Id).OnlyIf(rotated),
                .. notMe.IssueIf(rotated),
            ],
            [Event(SecurityEventType.PasskeyRemoved, context, session, id, removed.Name, rotated)],
            notMe is null ? [] : [PasskeyMails.Removed(user, notMe, removed.Name, context, now)],
            CancellationToken.None);
        if (touched[0] != 1)
        {
            return false;
        }

        await SessionCookie.RenewAsync(context, session, secret);
        return true;
    }

    private static SecurityEvent Event(SecurityEventType type, HttpContext context, BrowserSession session, Guid passkey, string name, EventCondition condition)
    {
        var fact = SecurityEvent.Of(type, context);
        fact.SubjectId = session.UserId;
        fact.SessionId = session.Id;
        fact.Details = EventDetails.Of(("passkey", passkey), ("name", name));
        fact.Condition = condition;
        return fact;
    }
}
