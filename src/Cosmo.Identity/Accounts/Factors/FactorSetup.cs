using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Factors;

/// <summary>
/// Gives people an authenticator app, and takes it away. Until its first code proves that the app has the secret, that travels sealed in the
/// form; nothing is written before.
/// </summary>
internal sealed class FactorSetup(FactorSecrets secrets, IDataProtectionProvider protection, Outbox outbox, Issuer issuer, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly Sealed<Ticket> seal = new(protection, "factor-setup", clock);

    /// <summary>A new secret for this person.</summary>
    public SetupOffer Offer(UserRecord user) => Describe(new Ticket(user.Id, user.SecurityStamp, Totp.NewSecret()), user);

    /// <summary>The same secret again, for a form that was filled in wrongly; another one where the ticket is none of this person's, or too old.</summary>
    public SetupOffer OfferAgain(UserRecord user, string? ticket) => Open(user, ticket) is { } opened ? Describe(opened, user) : Offer(user);

    /// <summary>
    /// Adds the app, with new recovery codes, if the code is one of its: in one transaction with what follows. Ends all other sessions where
    /// the person wants it (ASVS 7.4.3): they may stand on the password alone.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="user">As read a moment ago.</param>
    /// <param name="form">The ticket and what was typed.</param>
    /// <param name="session">The session in which it is done; null on the way to one.</param>
    /// <param name="follow">What else it brings: given the condition on which it hangs, and the person with the stamp that they then have.</param>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<SetupResult> AddAsync(
        HttpContext context, UserRecord user, SetupForm form, BrowserSession? session, Func<EventCondition, UserRecord, FactorConsequences> follow)
    {
        var now = EventTime.Now(clock);
        if (Open(user, form.Ticket) is not { } ticket)
        {
            return new SetupResult.Stale();
        }

        if (Totp.CodeIn(form.Code) is not { } code || Totp.Match(ticket.Secret, code, now, after: 0) is not { } step)
        {
            return new SetupResult.WrongCode();
        }

        var (id, codes) = (Guid.CreateVersion7(now), RecoveryCodes.New());
        var (added, after) = (FactorStatements.Added(id), form.EndOthers ? user with { SecurityStamp = SecurityStamps.New() } : user);
        var then = follow(added, after);
        var notMe = NotMeLink.For(user, now);
        List<SqlStatement> statements =
        [
            FactorStatements.Add(id, secrets.Seal(ticket.Secret), step, user, session, now),
            .. NewCodes(user.Id, codes, now).Select(statement => statement.OnlyIf(added)),
            .. form.EndOthers ? EndOthers(after, session, added, now) : [],
            .. then.Statements,
            .. notMe.IssueIf(added),
        ];
        List<SecurityEvent> facts = [Event(SecurityEventType.FactorAdded, context, user.Id, session), .. then.Events];
        if (form.EndOthers)
        {
            facts.Add(SessionEvents.AllEnded(user.Id, session?.Id, session?.Id, context));
        }

        facts.ForEach(fact => fact.Condition ??= added);
        var touched = await outbox.ExecuteAsync(statements, facts, notMe is null ? [] : [FactorMails.Added(user, notMe, context, now)], CancellationToken.None);
        return touched[0] == 1 ? new SetupResult.Added(after, codes) : new SetupResult.Stale();
    }

    /// <summary>Takes the app away, with its recovery codes and remembered devices; the secret of the session's next cookie, or null: there is none, or the session ended.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<string?> RemoveAsync(HttpContext context, UserRecord user, BrowserSession session)
    {
        var (secret, now) = (SessionSignIn.NewSecret(), EventTime.Now(clock));
        var (rotated, notMe) = (SessionStatements.HasCookie(session.Id, SessionSignIn.Hash(secret)), NotMeLink.For(user, now));
        var touched = await outbox.ExecuteAsync(
            [
                SessionStatements.Rotate(session, SessionSignIn.Hash(secret)).OnlyIf(new EventCondition("EXISTS (SELECT 1 FROM totp_factors WHERE user_id = {0})", user.Id)),
                FactorStatements.Remove(user.Id).OnlyIf(rotated),
                FactorStatements.RemoveCodes(user.Id).OnlyIf(rotated),
                .. notMe.IssueIf(rotated),
            ],
            [Event(SecurityEventType.FactorRemoved, context, user.Id, session, rotated)],
            notMe is null ? [] : [FactorMails.Removed(user, notMe, context, now)],
            CancellationToken.None);
        return touched[0] == 1 ? secret : null;
    }

    /// <summary>Makes new recovery codes; all old ones are worth nothing from then on. Null: the person has no app, or the session ended.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<RenewedCodes?> RenewCodesAsync(HttpContext context, UserRecord user, BrowserSession session)
    {
        var (secret, now, mark, codes) = (SessionSignIn.NewSecret(), EventTime.Now(clock), Guid.CreateVersion7().ToString("N"), RecoveryCodes.New());
        var (marked, notMe) = (FactorStatements.Marked(user.Id, mark), NotMeLink.For(user, now));
        var touched = await outbox.ExecuteAsync(
            [
                FactorStatements.Mark(session, mark),
                .. NewCodes(user.Id, codes, now).Select(statement => statement.OnlyIf(marked)),
                SessionStatements.Rotate(session, SessionSignIn.Hash(secret)).OnlyIf(marked),
                .. notMe.IssueIf(marked),
            ],
            [Event(SecurityEventType.RecoveryCodesRenewed, context, user.Id, session, marked)],
            notMe is null ? [] : [FactorMails.CodesRenewed(user, notMe, context, now)],
            CancellationToken.None);
        return touched[0] == 1 ? new RenewedCodes(codes, secret) : null;
    }

    private static IEnumerable<SqlStatement> NewCodes(Guid user, IReadOnlyList<string> codes, DateTimeOffset now) =>
        [FactorStatements.RemoveCodes(user), .. codes.Select(code => FactorStatements.AddCode(user, RecoveryCodes.TryHash(user, code)!, now))];

    /// <summary>Another stamp, which only the session at hand goes on under.</summary>
    private static IEnumerable<SqlStatement> EndOthers(UserRecord after, BrowserSession? session, EventCondition added, DateTimeOffset now) =>
    [
        new SqlStatement("UPDATE users SET security_stamp = $1, concurrency_stamp = $1 WHERE id = $2", after.SecurityStamp, after.Id).OnlyIf(added),
        .. SessionStatements.EndAll(after.Id, session?.Id, EndReasons.FactorChanged, now).Select(statement => statement.OnlyIf(added)),
    ];

    private static SecurityEvent Event(SecurityEventType type, HttpContext context, Guid user, BrowserSession? session, EventCondition? condition = null)
    {
        var fact = SecurityEvent.Of(type, context);
        fact.SubjectId = user;
        fact.SessionId = session?.Id;
        fact.Condition = condition;
        fact.Details = EventDetails.Of(("factor", "totp"));
        return fact;
    }

    private SetupOffer Describe(Ticket ticket, UserRecord user)
    {
        var secret = Base32.Encode(ticket.Secret);
        var provider = $"Cosmo Identity ({issuer.Uri.Host})";
        var uri = $"otpauth://totp/{Uri.EscapeDataString(provider)}:{Uri.EscapeDataString(user.UserName)}?secret={secret}&issuer={Uri.EscapeDataString(provider)}&algorithm=SHA1&digits={Totp.Digits}&period={Totp.PeriodSeconds}";
        return new SetupOffer(
            seal.Close(ticket, Lifetime),
            string.Join(' ', secret.Chunk(4).Select(group => new string(group))),
            uri,
            QrPicture.Of(uri));
    }

    /// <summary>Null when it is made up, too old, another's, or of before a change of the credentials.</summary>
    private Ticket? Open(UserRecord user, string? text) =>
        seal.Open(text) is { } ticket && ticket.User == user.Id && ticket.Stamp == user.SecurityStamp ? ticket : null;

    private sealed record Ticket(Guid User, string Stamp, byte[] Secret);
}

/// <summary>A secret for an app, in all the forms in which it can get there.</summary>
/// <param name="Ticket">The same, sealed, for the form.</param>
/// <param name="Secret">To type, in groups of four.</param>
/// <param name="Uri">For an app on the same device.</param>
/// <param name="Picture">To scan.</param>
internal sealed record SetupOffer(string Ticket, string Secret, string Uri, QrPicture Picture);

/// <summary>A set-up as it was filled in.</summary>
internal sealed record SetupForm(string? Ticket, string? Code, bool EndOthers);

/// <summary>New recovery codes, to be shown once, and the secret of the session's next cookie.</summary>
internal sealed record RenewedCodes(IReadOnlyList<string> Codes, string Secret);

/// <summary>What became of a set-up.</summary>
internal abstract record SetupResult
{
    private SetupResult()
    {
    }

    /// <summary>The person has the app and these recovery codes, shown once, and perhaps another security stamp.</summary>
    internal sealed record Added(UserRecord User, IReadOnlyList<string> Codes) : SetupResult;

    /// <summary>The code is not one of the app's.</summary>
    internal sealed record WrongCode : SetupResult;

    /// <summary>It took too long, or the account has changed meanwhile: it has an app, another password, or the session ended.</summary>
    internal sealed record Stale : SetupResult;
}
