using System.Text.Json;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.Protocol.Authorize;
using Cosmo.Identity.Protocol.Token;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>
/// What a person says to a device that waits. Allowed, its code stands for the session in which the person said so, as an authorization
/// code does: it starts a token family of that session, and ends with it. Of many decisions at once one counts.
/// </summary>
internal sealed class DeviceDecisions(Database database, SecurityEventRecorder recorder, SubjectPrincipal subjects, TokensOptions options, TimeProvider clock)
{
    /// <summary>False: somebody has decided already, the code has expired or the session has ended; nothing has happened.</summary>
    public async Task<bool> AllowAsync(WaitingDevice device, RegisteredClient client, BrowserSession session, HttpContext context, CancellationToken cancellationToken)
    {
        var scopes = device.Scopes;
        var user = await database.ReadFirstAsync(UserRecord.ById(session.UserId), UserRecord.Read, cancellationToken);
        var principal = await subjects.CreateAsync(
            user!, new SessionFacts(session.Id, session.AuthenticatedAt, session.Amr), scopes, ClaimsRequest.None, cancellationToken);
        principal.SetPresenters(client.ClientId);
        var now = clock.GetUtcNow();
        var mark = Guid.CreateVersion7().ToString("N");
        var family = new NewFamily(
            Guid.CreateVersion7(), client.Id, session.UserId.ToString(), JsonSerializer.Serialize(scopes), session.Id,
            device.ExpiresAt + (scopes.Contains(Scopes.OfflineAccess) ? options.RefreshTokenLifetime : options.AccessTokenLifetime));
        var decided = DeviceStatements.Decided(device.TokenId, mark);
        var payload = InternalToken.Write(principal, DescribeToken.IsWorthKeeping(TokenTypeIdentifiers.Private.DeviceCode));
        var touched = await recorder.ExecuteAsync(
            [
                DeviceStatements.Allow(device.TokenId, mark, payload, session.Id, session.UserId, now),
                TokenFamilies.Start(family, now, decided),
                DeviceStatements.JoinFamily(device.TokenId, mark, family.Id),
            ],
            [Event(SecurityEventType.DeviceAllowed, device, client, session, context, decided, ("family", family.Id))],
            cancellationToken);
        return touched[0] == 1;
    }

    /// <inheritdoc cref="AllowAsync"/>
    public async Task<bool> DenyAsync(WaitingDevice device, RegisteredClient client, BrowserSession session, HttpContext context, CancellationToken cancellationToken)
    {
        var mark = Guid.CreateVersion7().ToString("N");
        var touched = await recorder.ExecuteAsync(
            [DeviceStatements.Deny(device.TokenId, mark, session.Id, clock.GetUtcNow())],
            [Event(SecurityEventType.DeviceDenied, device, client, session, context, DeviceStatements.Decided(device.TokenId, mark))],
            cancellationToken);
        return touched[0] == 1;
    }

    private static SecurityEvent Event(
        SecurityEventType type, WaitingDevice device, RegisteredClient client, BrowserSession session, HttpContext context, EventCondition condition,
        params ReadOnlySpan<(string Name, object? Value)> details)
    {
        var fact = SecurityEvent.Of(type, context);
        fact.SubjectId = session.UserId;
        fact.SessionId = session.Id;
        fact.ClientId = client.ClientId;
        fact.Details = EventDetails.Of(
            [("device_code", device.TokenId), ("scope", string.Join(' ', device.Scopes)), ("device_address", device.IpAddress), .. details]);
        fact.Condition = condition;
        return fact;
    }
}
