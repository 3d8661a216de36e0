using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Protocol.Reporting;

/// <summary>Revokes a token, alone or with its family, and records it. A token that was dead before is no event.</summary>
internal sealed class TokenRevocations(SecurityEventRecorder recorder)
{
    private const string IfFamilyRevoked = "EXISTS (SELECT 1 FROM authorizations WHERE id = {0} AND concurrency_token = {1})";
    private const string IfTokenRevoked = "EXISTS (SELECT 1 FROM tokens WHERE id = {0} AND concurrency_token = {1})";

    public Task RevokeAsync(TokenEntry entry, bool withFamily, HttpContext context, string? clientId, CancellationToken cancellationToken)
    {
        var mark = Guid.CreateVersion7().ToString("N");
        var family = withFamily ? entry.FamilyId : null;
        var fact = TokenFacts.Event(SecurityEventType.TokenRevoked, context, entry, clientId, ("family", family));
        fact.Condition = family is { } id ? new EventCondition(IfFamilyRevoked, id, mark) : new EventCondition(IfTokenRevoked, entry.Id, mark);
        return recorder.ExecuteAsync(
            [family is { } whole ? TokenFamilies.Revoke(whole, mark) : TokenFamilies.RevokeToken(entry.Id, mark)], [fact], cancellationToken);
    }
}
