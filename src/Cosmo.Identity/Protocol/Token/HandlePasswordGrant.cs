using Cosmo.Identity.Accounts;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Protocol.Authorize;
using Cosmo.Identity.Protocol.Pipeline;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Token;

/// <summary>Trades a user name and a password for tokens (RFC 6749 §4.3), for clients that were given this grant.</summary>
internal sealed class HandlePasswordGrant(PasswordSignIn passwords, FactorChallenges challenges, SessionSignIn sessions, SubjectPrincipal subjects, TokenBatch batch)
    : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    /// <summary>By it an application names the device that it runs on, for as long as it is installed: see <see cref="DeviceHash"/>.</summary>
    private const string DeviceId = "device_id";

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<HandleTokenRequestContext>()
            .UseScopedHandler<HandlePasswordGrant>()
            .SetOrder(OpenIddictServerHandlers.Exchange.AttachPrincipal.Descriptor.Order + 1_000)
            .Build();

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsPasswordGrantType())
        {
            return;
        }

        var device = (string?)context.Request[DeviceId];
        if (!string.IsNullOrEmpty(device) && !DeviceHash.IsDeviceId(device))
        {
            context.Reject(Errors.InvalidRequest, "The device_id is not 16 to 128 visible ASCII characters.");
            return;
        }

        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        var attempt = new SignInAttempt(http, SignInPath.PasswordGrant, context.Request.Username, context.Request.Password)
        {
            ClientId = context.Request.ClientId,
            DeviceHash = string.IsNullOrEmpty(device) ? null : DeviceHash.OfApplication(context.Request.ClientId!, device),
        };
        var result = await passwords.CheckAsync(attempt, CancellationToken.None);
        if (result is PasswordSignInResult.TooMany)
        {
            context.Reject(TooManyRequests.Error, TooManyRequests.Description);
            return;
        }

        if (result is PasswordSignInResult.FactorMissing { User: var half })
        {
            var scope = string.Join(' ', context.Request.GetScopes());
            context.Transaction.SetProperty(OtpGrant.MfaToken, await challenges.IssueAsync(half, attempt.ClientId!, scope, attempt.DeviceHash, CancellationToken.None));
            context.Reject(OtpGrant.MfaRequired, "A code is needed as well: trade the mfa_token with it.");
            return;
        }

        if (result is PasswordSignInResult.SetUpMissing)
        {
            context.Reject(Errors.InteractionRequired, "The person has to set up a second factor first, in a browser.");
            return;
        }

        if (result is not PasswordSignInResult.Succeeded { User: var user })
        {
            context.Reject(Errors.InvalidGrant, "The user name or password is not correct.");
            return;
        }

        batch.Session = sessions.ForGrant(user.AsOwner(), context.Request.ClientId!, AuthenticationMethods.Password, RequestOrigin.Of(http));
        context.SignIn(await subjects.CreateAsync(
            user,
            new SessionFacts(batch.Session.Id, batch.Session.AuthenticatedAt, batch.Session.Amr),
            context.Request.GetScopes(),
            ClaimsRequest.None,
            CancellationToken.None));
    }
}
