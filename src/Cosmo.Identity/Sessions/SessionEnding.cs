using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Sessions;

/// <summary>Ends sessions inside an EF Core transaction, together with the change that is the reason for it.</summary>
internal static class SessionEnding
{
    /// <summary>Ends all sessions of a person with their token families; tells how many sessions.</summary>
    public static async Task<int> EndAllAsync(CosmoDbContext context, Guid user, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var subject = user.ToString();
        var stamp = Guid.CreateVersion7().ToString("N");
        var ended = await context.Set<UserSession>()
            .Where(session => session.UserId == user && session.EndedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(session => session.EndedAt, now).SetProperty(session => session.EndReason, reason), cancellationToken);
        var revoked = await context.Database.ExecuteSqlAsync(
            $"UPDATE authorizations SET status = 'revoked', concurrency_token = {stamp} WHERE subject = {subject} AND type = 'ad-hoc' AND status = 'valid'",
            cancellationToken);
        // A key outlives its owner's password, and never the account's closing: opened again, it is opened without them.
        var keys = reason == EndReasons.AccountDisabled
            ? await context.Database.ExecuteSqlAsync($"UPDATE api_keys SET ended_at = {now.UtcDateTime} WHERE user_id = {user} AND ended_at IS NULL", cancellationToken)
            : 0;
        if (ended > 0 || revoked > 0 || keys > 0)
        {
            context.Add(new SecurityEvent
            {
                Type = SecurityEventType.AllTokensRevoked,
                SubjectId = user,
                Details = EventDetails.Of(("reason", reason), ("sessions", ended), ("families", revoked), ("api_keys", keys)),
            });
            await context.SaveChangesAsync(cancellationToken);
        }

        return ended;
    }
}
