using System.Diagnostics;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Accounts.Register;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.ChangeEmail;

/// <summary>
/// Takes wishes for another address: a link goes there, and until it is used nothing changes. Whether an account has the address shows in
/// nothing; its owner is told.
/// </summary>
internal sealed class EmailChangeRequests(
    Database database, Outbox outbox, RequestLimits limits, RateLimiter limiter, RateLimitPolicies policies, EventKey key, TimeProvider clock)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>What no request takes on a machine that is not overloaded; nobody minds it on this page.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    private const string Nowhere = "nobody@invalid.invalid";

    // A newer wish takes the place of an older one, whatever address that one was for.
    private const string ForgetOthersText = "DELETE FROM one_time_tokens WHERE subject_id = $1 AND purpose = $2 AND about <> $3";

    private const string IfOwner = "EXISTS (SELECT 1 FROM users WHERE id = {0} AND email = {1})";

    private readonly AnswerTime time = new(Least);

    /// <summary>Sends a link if it may.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing was done.</exception>
    public async Task<EmailChangeRequest> TakeAsync(HttpContext http, BrowserSession session, string? typed, CancellationToken cancellationToken)
    {
        if (NewRegistration.Of(typed, null) is not { } wished)
        {
            return new EmailChangeRequest.NoAddress();
        }

        var user = await UserRecord.BehindAsync(session, database, cancellationToken);
        if (string.Equals(user.Email, wished.Email, StringComparison.Ordinal) && user.EmailVerified)
        {
            return new EmailChangeRequest.SameAddress();
        }

        if (!await limits.TakeAsync(http, policies.EmailChange.For(session.UserId.ToString("N")) with { Subject = session.UserId }))
        {
            return new EmailChangeRequest.TooMany();
        }

        var start = Stopwatch.GetTimestamp();
        await SendAsync(http, session, user, wished, cancellationToken);
        time.Note(Stopwatch.GetElapsedTime(start), oldKind: null);
        await time.WaitAsync(start);
        return new EmailChangeRequest.Taken(wished.Email);
    }

    private async Task SendAsync(HttpContext http, BrowserSession session, UserRecord user, NewRegistration wished, CancellationToken cancellationToken)
    {
        var named = await database.ReadFirstAsync(UserRecord.ByName(wished.CanonicalEmail), UserRecord.Read, cancellationToken);
        var owner = named?.Id == user.Id ? null : named;
        var isAllowed = !limits.AppliesTo(http) || (await limiter.DecideAsync([policies.Registration.For(wished.CanonicalEmail)], take: true)).IsAllowed;
        var now = clock.GetUtcNow();
        var (token, secret) = (Guid.CreateVersion7(now), OneTimeSecret.New(TokenPurposes.EmailChange));
        var issued = OneTimeTokenStatements.Issued(token);
        var (warned, address) = isAllowed && owner is not null && MailAddresses.IsOne(owner.Email) ? (owner.Id, owner.Email!) : (token, Nowhere);
        await outbox.ExecuteAsync(
            [
                new SqlStatement(ForgetOthersText, user.Id, TokenPurposes.EmailChange, wished.Email),
                OneTimeTokenStatements.Issue(
                    token, TokenPurposes.EmailChange, isAllowed ? user.Id : token, user.Email ?? "", wished.Email, secret, now, Lifetime,
                    SignInNames.AreFree(wished.CanonicalEmail, now, user.Id)),
            ],
            Facts(http, session, wished, isAllowed, issued, token),
            [
                EmailMails.Confirm(wished.Email, user, secret, http, now) with { Condition = issued },
                RegistrationMails.Taken(address, owner, http, now) with { Condition = new EventCondition(IfOwner, warned, address) },
            ],
            CancellationToken.None);
    }

    private SecurityEvent[] Facts(HttpContext http, BrowserSession session, NewRegistration wished, bool isAllowed, EventCondition issued, Guid token)
    {
        var requested = SecurityEvent.Of(SecurityEventType.EmailChangeRequested, http);
        requested.Condition = issued;
        var withheld = SecurityEvent.Of(SecurityEventType.EmailChangeWithheld, http);
        // The person may read their own events: that the address is somebody's is told to nobody.
        withheld.Details = EventDetails.Of(("why", isAllowed ? "not_free" : "too_often"));
        withheld.Condition = OneTimeTokenStatements.NotIssued(token);
        foreach (var fact in new[] { requested, withheld })
        {
            fact.SubjectId = session.UserId;
            fact.SessionId = session.Id;
            fact.NameHash = key.Hide(wished.CanonicalEmail);
        }

        return [requested, withheld];
    }
}

/// <summary>What became of a wish.</summary>
internal abstract record EmailChangeRequest
{
    private EmailChangeRequest()
    {
    }

    /// <summary>It was taken, whatever came of it.</summary>
    internal sealed record Taken(string Email) : EmailChangeRequest;

    /// <summary>What was typed is no address.</summary>
    internal sealed record NoAddress : EmailChangeRequest;

    /// <summary>It is the one that the account has, and confirmed.</summary>
    internal sealed record SameAddress : EmailChangeRequest;

    /// <summary>One wish too many; headers say when to come back.</summary>
    internal sealed record TooMany : EmailChangeRequest;
}
