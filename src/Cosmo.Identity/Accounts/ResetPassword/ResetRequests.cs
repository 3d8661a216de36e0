using System.Diagnostics;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.ResetPassword;

/// <summary>
/// Takes requests for a new password. Whoever asks learns nothing, by words or by time (ENUM-02): each request runs the same
/// statements in one transaction, those for nobody with conditions that do not hold, and all are answered at the same moment. Nothing
/// of the account changes, so that nobody can do harm by asking (C-05).
/// </summary>
internal sealed class ResetRequests(
    Database database, Outbox outbox, RequestLimits limits, RateLimiter limiter, RateLimitPolicies policies, EventKey key, TimeProvider clock)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>What no request takes on a machine that is not overloaded; nobody minds it on this page.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    /// <summary>Where mails for nobody would go, were they ever posted.</summary>
    private const string Nowhere = "nobody@invalid.invalid";

    private readonly AnswerTime time = new(Least);

    /// <summary>Sends a link if it may. False: this address has asked too often, and headers say when to come back.</summary>
    /// <exception cref="DatabaseUnavailableException">It was not recorded; no mail is on its way.</exception>
    public async Task<bool> TakeAsync(HttpContext http, string? typedName, CancellationToken cancellationToken)
    {
        if (!await limits.TakeAsync(http, policies.PasswordResetByAddress.For(RequestOrigin.Of(http).LimitKey)))
        {
            return false;
        }

        var start = Stopwatch.GetTimestamp();
        await HandleAsync(http, typedName, cancellationToken);
        time.Note(Stopwatch.GetElapsedTime(start), oldKind: null);
        await time.WaitAsync(start);
        return true;
    }

    private async Task HandleAsync(HttpContext http, string? typedName, CancellationToken cancellationToken)
    {
        var name = UserNames.Canonical(typedName);
        // What is no name is looked up as one that nobody has.
        var user = await database.ReadFirstAsync(UserRecord.ByName(name ?? ""), UserRecord.Read, cancellationToken);
        var isAllowed = await IsAllowedAsync(http, user?.Id.ToString() ?? $"name:{name}");
        var withheld = user is null ? "unknown_account" : user.IsDisabled ? "disabled" : !MailAddresses.IsOne(user.Email) ? "no_address" : isAllowed ? null : "too_often";

        // An account has one address. Where nobody has confirmed it yet it is still the one that the account was made with, and
        // refusing would lock out whoever never got round to confirming; Keycloak sends as well. It goes to the stored
        // address, whatever spelling of it was typed (NORM-05).
        var now = clock.GetUtcNow();
        var (recipient, subject, token) = (withheld is null ? user!.Email! : Nowhere, withheld is null ? user!.Id : Guid.CreateVersion7(now), Guid.CreateVersion7(now));
        var secret = OneTimeSecret.New(TokenPurposes.PasswordReset);
        var issued = OneTimeTokenStatements.Issued(token);
        await outbox.ExecuteAsync(
            [OneTimeTokenStatements.Issue(token, TokenPurposes.PasswordReset, subject, recipient, "", secret, now, Lifetime)],
            [withheld is null ? Requested(http, name, user!, issued) : Withheld(http, name, user, withheld)],
            [PasswordMails.Link(recipient, user, secret, http, now) with { Condition = issued }],
            CancellationToken.None);
    }

    /// <summary>Counted by account, whatever name was typed, and told nobody: in headers it would tell which names belong together.</summary>
    private async ValueTask<bool> IsAllowedAsync(HttpContext http, string account) =>
        !limits.AppliesTo(http) || (await limiter.DecideAsync([policies.PasswordReset.For(account)], take: true)).IsAllowed;

    private SecurityEvent Requested(HttpContext http, string? name, UserRecord user, EventCondition condition)
    {
        var fact = Describe(SecurityEventType.PasswordResetRequested, http, name, user);
        fact.Condition = condition;
        return fact;
    }

    private SecurityEvent Withheld(HttpContext http, string? name, UserRecord? user, string why)
    {
        var fact = Describe(SecurityEventType.PasswordResetWithheld, http, name, user);
        fact.Details = EventDetails.Of(("why", why));
        return fact;
    }

    private SecurityEvent Describe(SecurityEventType type, HttpContext http, string? name, UserRecord? user)
    {
        var fact = SecurityEvent.Of(type, http);
        fact.SubjectId = user?.Id;
        fact.NameHash = key.Hide(name ?? "");
        return fact;
    }
}
