using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Data;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.LoginFactor;

/// <summary>
/// Begins the session of a browser by a second factor or a passkey, in the transaction that uses the code up, adds the app or takes the passkey. The same person goes on in
/// the same session, under a new cookie; anybody else ends it.
/// </summary>
internal sealed class BrowserSignIn(
    SessionSignIn sessions, UserSessions written, RememberedDevices remembered, DeviceCookie devices, KnownDevices known, PendingSignIns waiting, LanguageCookies languages, Outbox outbox, EventKey key,
    TimeProvider clock)
{
    /// <summary>A session that begins with the next transaction.</summary>
    public BrowserStart Begin(
        UserRecord user, PendingSignIn pending, BrowserSession? before, HttpContext context, string amr = AuthenticationMethods.PasswordAndCode)
    {
        var (session, secret) = sessions.ForBrowser(user.AsOwner(), amr, RequestOrigin.Of(context), pending.RememberMe);
        var goesOn = before?.UserId == user.Id;
        if (goesOn)
        {
            session.Id = before!.Id;
        }

        return new BrowserStart(user, pending, session, secret, before, goesOn);
    }

    /// <summary>What the transaction writes for it.</summary>
    public FactorConsequences Consequences(BrowserStart start, EventCondition condition, HttpContext context, SignInPath path = SignInPath.Page)
    {
        var (session, now) = (start.Session, clock.GetUtcNow());
        var signedIn = SecurityEvent.Of(start.GoesOn ? SecurityEventType.Reauthenticated : SecurityEventType.SignedIn, context);
        signedIn.SubjectId = session.UserId;
        signedIn.NameHash = key.Hide(UserNames.Canonical(start.User.UserName) ?? "");
        signedIn.SessionId = start.GoesOn ? session.Id : null;
        signedIn.Details = EventDetails.Of(("path", SignInEvents.NameOf(path)), ("amr", session.Amr.Split(' ')));
        if (start.GoesOn)
        {
            return new FactorConsequences([SessionStatements.Renew(session.Id, session.CookieHash!, session.Amr, now).OnlyIf(condition)], [signedIn]);
        }

        List<SqlStatement> statements = [SessionStatements.InsertForUser(session).OnlyIf(condition)];
        List<SecurityEvent> facts = [signedIn, SessionEvents.Started(session, context)];
        if (start.Before is { } replaced)
        {
            statements.AddRange(SessionStatements.End(replaced.Id, replaced.UserId, EndReasons.Replaced, now).Select(statement => statement.OnlyIf(condition)));
            facts.Add(SessionEvents.Ended(replaced.Id, replaced.UserId, EndReasons.Replaced, now, context));
        }

        return new FactorConsequences(statements, facts);
    }

    /// <summary>The transaction has happened: the browser gets its cookies, and is known from now on.</summary>
    /// <param name="start">What began.</param>
    /// <param name="isWritten">False where the session that should go on was ended meanwhile; then another one begins.</param>
    /// <param name="context">The request.</param>
    public async Task FinishAsync(BrowserStart start, bool isWritten, HttpContext context)
    {
        var session = start.Session;
        if (!isWritten)
        {
            session.Id = Guid.CreateVersion7();
            await written.StartAsync(session, null, context, CancellationToken.None);
        }

        await SeeAsync(start.User, start.Pending.DeviceId, context);
        devices.Give(context, start.Pending.DeviceId);
        languages.SignedIn(context, start.User.Locale, start.Pending.RememberMe);
        waiting.Forget(context);
        await SessionCookie.IssueAsync(context, session, start.Secret, start.Pending.RememberMe);
    }

    /// <summary>The statement that spares this browser codes from now on, and the secret that goes with it.</summary>
    public (SqlStatement Statement, string Secret) Remember(UserRecord user, HttpContext context) => remembered.Remember(user, RequestOrigin.Of(context));

    private async Task SeeAsync(UserRecord user, string deviceId, HttpContext context)
    {
        var (device, now) = (DeviceHash.OfBrowser(deviceId), EventTime.Now(clock));
        var seen = await known.SeeAsync(user.Id, device, RequestOrigin.Of(context), now, type => SecurityEvent.Of(type, context));
        await NewSignIn.KeepAsync(outbox, user, seen, device, context, now);
    }
}

/// <summary>A session that begins, and what it replaces or goes on with.</summary>
internal sealed record BrowserStart(UserRecord User, PendingSignIn Pending, UserSession Session, string Secret, BrowserSession? Before, bool GoesOn);
