using System.Diagnostics;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>
/// Takes requests for a new account. Whether an address has one shows in nothing (ASVS 6.3.8): the password is hashed and the same
/// statements run whoever asks, those for nobody with conditions that do not hold, and all are answered at the same moment. A
/// free address gets a link, the owner of a taken one is told.
/// </summary>
internal sealed class RegistrationRequests(
    Database database, Outbox outbox, PasswordHashing hashing, RegistrationCookie browsers, RequestLimits limits, RateLimiter limiter, RateLimitPolicies policies, EventKey key, TimeProvider clock)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>What no request takes on a machine that is not overloaded; nobody minds it on this page.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(150);

    /// <summary>Where mails for nobody would go, were they ever posted.</summary>
    private const string Nowhere = "nobody@invalid.invalid";

    private const string IfOwner = "EXISTS (SELECT 1 FROM users WHERE id = {0} AND email = {1})";

    private readonly AnswerTime time = new(Least);

    private readonly AnswerTime timeToResend = new(Least);

    /// <summary>Sends a link if it may. False: this network has asked too often, and headers say when to come back.</summary>
    /// <param name="http">The request.</param>
    /// <param name="registration">Who they say they are.</param>
    /// <param name="password">What they chose, which was found good.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="HashingBusyException">Too many passwords wait; nothing was done.</exception>
    /// <exception cref="DatabaseUnavailableException">Nothing was done.</exception>
    public async Task<bool> TakeAsync(HttpContext http, NewRegistration registration, string password, CancellationToken cancellationToken)
    {
        if (!await limits.TakeAsync(http, policies.RegistrationByAddress.For(RequestOrigin.Of(http).LimitKey)))
        {
            return false;
        }

        var start = Stopwatch.GetTimestamp();
        await HandleAsync(http, registration, password, cancellationToken);
        time.Note(Stopwatch.GetElapsedTime(start), oldKind: null);
        await time.WaitAsync(start);
        return true;
    }

    /// <summary>Mails another link to whoever this browser asked one for, if anybody; the older link ends. False: too often.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing was done.</exception>
    public async Task<bool> ResendAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (!await limits.TakeAsync(http, policies.RegistrationByAddress.For(RequestOrigin.Of(http).LimitKey)))
        {
            return false;
        }

        var start = Stopwatch.GetTimestamp();
        await HandleAgainAsync(http, cancellationToken);
        timeToResend.Note(Stopwatch.GetElapsedTime(start), oldKind: null);
        await timeToResend.WaitAsync(start);
        return true;
    }

    private async Task HandleAsync(HttpContext http, NewRegistration registration, string password, CancellationToken cancellationToken)
    {
        var hash = await hashing.HashAsync(password, cancellationToken);
        var owner = await database.ReadFirstAsync(UserRecord.ByName(registration.CanonicalEmail), UserRecord.Read, cancellationToken);
        var isAllowed = await IsAllowedAsync(http, registration.CanonicalEmail);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var secret = OneTimeSecret.New(TokenPurposes.Registration);
        // The owner's mail goes to the stored address, whatever spelling of it was typed.
        var (warned, address) = isAllowed && owner is not null && MailAddresses.IsOne(owner.Email) ? (owner.Id, owner.Email!) : (id, Nowhere);
        await outbox.ExecuteAsync(
            [
                RegistrationStatements.Insert(id, registration, hash, roles: null, secret, browsers.Give(http), now, Lifetime)
                    .OnlyIf(SignInNames.AreFree(registration.CanonicalEmail, now)).OnlyIf(If(isAllowed)),
            ],
            Facts(http, registration.CanonicalEmail, owner, isAllowed, id, secret),
            [
                RegistrationMails.Link(registration.Email, secret, http, now) with { Condition = RegistrationStatements.Stands(id, secret) },
                RegistrationMails.Taken(address, owner, http, now) with { Condition = new EventCondition(IfOwner, warned, address) },
            ],
            CancellationToken.None);
    }

    private async Task HandleAgainAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var pending = await database.ReadFirstAsync(RegistrationRecord.ByBrowser(browsers.HashOf(http) ?? "", now), RegistrationRecord.Read, cancellationToken);
        var isAllowed = await IsAllowedAsync(http, pending?.NormalizedEmail ?? $"browser:{browsers.HashOf(http)}");
        var id = pending is not null && isAllowed ? pending.Id : Guid.CreateVersion7(now);
        var secret = OneTimeSecret.New(TokenPurposes.Registration);
        await outbox.ExecuteAsync(
            [RegistrationStatements.Renew(id, secret, now, Lifetime)],
            Facts(http, pending?.NormalizedEmail ?? "", owner: null, isAllowed, id, secret),
            [
                RegistrationMails.Link(pending?.Email ?? Nowhere, secret, http, now) with { Condition = RegistrationStatements.Stands(id, secret) },
            ],
            CancellationToken.None);
    }

    /// <summary>Counted by the address that mails go to, and told nobody.</summary>
    private async ValueTask<bool> IsAllowedAsync(HttpContext http, string address) =>
        !limits.AppliesTo(http) || (await limiter.DecideAsync([policies.Registration.For(address)], take: true)).IsAllowed;

    /// <summary>Either a link was mailed, or it was not.</summary>
    private SecurityEvent[] Facts(HttpContext http, string name, UserRecord? owner, bool isAllowed, Guid id, OneTimeSecret secret)
    {
        var requested = SecurityEvent.Of(SecurityEventType.RegistrationRequested, http);
        requested.Condition = RegistrationStatements.Stands(id, secret);
        var withheld = SecurityEvent.Of(SecurityEventType.RegistrationWithheld, http);
        withheld.SubjectId = owner?.Id;
        withheld.Details = EventDetails.Of(("why", !isAllowed ? "too_often" : owner is not null ? "taken" : "not_free"));
        withheld.Condition = RegistrationStatements.StandsNot(id, secret);
        requested.NameHash = withheld.NameHash = key.Hide(name);
        return [requested, withheld];
    }

    private static EventCondition If(bool holds) => new("1 = {0}", holds ? 1 : 0);
}
