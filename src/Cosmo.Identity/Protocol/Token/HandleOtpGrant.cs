using Cosmo.Identity.Accounts;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Protocol.Authorize;
using Cosmo.Identity.Protocol.Pipeline;
using Cosmo.Identity.Protocol.Reporting;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>
/// Trades the challenge of a password grant and a code for tokens. Challenge and code are used up together, once, with the limit on wrong
/// codes that holds for the person everywhere.
/// </summary>
internal sealed class HandleOtpGrant(
    FactorChallenges challenges, FactorCheck codes, KnownDevices devices, Outbox outbox, SessionSignIn sessions, SubjectPrincipal subjects, TokenBatch batch,
    RequestReport report, EventKey key, TimeProvider clock) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseScopedHandler<HandleOtpGrant>()
            .SetOrder(HandlePasswordGrant.Descriptor.Order + 500)
            .Build();

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var request = context.Request;
        if (request.GrantType != OtpGrant.Name)
        {
            return;
        }

        var (otp, recovery) = ((string?)request[OtpGrant.Otp], (string?)request[OtpGrant.RecoveryCode]);
        if (string.IsNullOrEmpty(otp) == string.IsNullOrEmpty(recovery))
        {
            context.Reject(Errors.InvalidRequest, "One of otp and recovery_code is needed.");
            return;
        }

        if (await challenges.FindAsync((string?)request[OtpGrant.MfaToken], request.ClientId!, CancellationToken.None) is not { } challenge)
        {
            context.Reject(Errors.InvalidGrant, "The mfa_token is used, too old, or was never issued to this client.");
            return;
        }

        var scopes = challenge.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (request.GetScopes().Except(scopes, StringComparer.Ordinal).Any())
        {
            context.Reject(Errors.InvalidScope, "The scope is wider than what was asked for with the password.");
            return;
        }

        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        if (await CheckAsync(context, http, challenge, otp, recovery))
        {
            batch.Session = sessions.ForGrant(challenge.User.AsOwner(), request.ClientId!, AuthenticationMethods.PasswordAndCode, RequestOrigin.Of(http));
            context.SignIn(await subjects.CreateAsync(
                challenge.User,
                new SessionFacts(batch.Session.Id, batch.Session.AuthenticatedAt, batch.Session.Amr),
                request.GetScopes() is { Length: > 0 } narrower ? narrower : [.. scopes],
                ClaimsRequest.None,
                CancellationToken.None));
        }
    }

    private async Task<bool> CheckAsync(HandleTokenRequestContext context, HttpContext http, OpenChallenge challenge, string? otp, string? recovery)
    {
        // Each parameter takes its own kind only: what a program sends is what it means.
        var code = string.IsNullOrEmpty(otp) ? Totp.CodeIn(recovery) is null ? recovery : null : Totp.CodeIn(otp);
        var attempt = new FactorAttempt(http, SignInPath.PasswordGrant, challenge.User, code)
        {
            ClientId = context.Request.ClientId,
            DeviceHash = challenge.DeviceHash,
            Challenge = challenges.Use(challenge, context.Request.ClientId!),
        };
        var result = await codes.CheckAsync(attempt, _ => new FactorConsequences([], [SignedIn(attempt, key)]), CancellationToken.None);
        switch (result)
        {
            case FactorResult.Accepted:
                await SeeAsync(challenge, attempt, http);
                return true;
            case FactorResult.TooMany:
                context.Reject(TooManyRequests.Error, TooManyRequests.Description);
                return false;
            default:
                // It is recorded as what it is: a wrong code.
                report.NoteTold();
                context.Reject(Errors.InvalidGrant, result is FactorResult.Locked
                    ? "Too many codes were wrong; none is looked at for up to 15 minutes."
                    : "The code is not correct, or was used before.");
                return false;
        }
    }

    private static SecurityEvent SignedIn(FactorAttempt attempt, EventKey key)
    {
        var fact = attempt.Describe(SecurityEventType.SignedIn);
        fact.NameHash = key.Hide(UserNames.Canonical(attempt.User.UserName) ?? "");
        fact.Details = EventDetails.Of(("path", SignInEvents.NameOf(attempt.Path)), ("amr", AuthenticationMethods.PasswordAndCode.Split(' ')));
        return fact;
    }

    private async Task SeeAsync(OpenChallenge challenge, FactorAttempt attempt, HttpContext http)
    {
        var now = EventTime.Now(clock);
        var seen = await devices.SeeAsync(challenge.User.Id, challenge.DeviceHash, RequestOrigin.Of(http), now, attempt.Describe);
        await NewSignIn.KeepAsync(outbox, challenge.User, seen, challenge.DeviceHash, http, now);
    }
}
