using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Profile;

/// <summary>Stores what a person says of themselves, and what it was before as an event. Another phone number is another proof.</summary>
internal sealed class ProfileChange(SecurityEventRecorder recorder, TimeProvider clock)
{
    // Of two forms at once the second is not written over the first unseen.
    private const string ChangeText =
        """
        UPDATE users SET profile = $1, phone_number = $2, updated_at = $3, concurrency_stamp = $4,
            phone_number_confirmed = CASE WHEN coalesce(phone_number, '') = coalesce($2, '') THEN phone_number_confirmed ELSE FALSE END
        WHERE id = $5 AND coalesce(profile, '') = $6 AND coalesce(phone_number, '') = $7 AND disabled_at IS NULL
        """;

    /// <summary>False: it was changed somewhere else meanwhile, and nothing was stored.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing was stored.</exception>
    public async Task<bool> ExecuteAsync(HttpContext http, BrowserSession session, UserRecord before, ProfileValues values)
    {
        var (profile, phone) = (values.Into(before.Profile), values[ProfileFields.Phone]);
        var changes = new FieldChanges();
        JsonMembers.AddChanges(changes, "profile.", before.Profile, profile);
        if (!string.Equals(phone, before.PhoneNumber, StringComparison.Ordinal))
        {
            changes.Add("phone_number", before.PhoneNumber, phone);
            changes.Add("phone_number_confirmed", before.PhoneNumberVerified, false);
        }

        if (changes.Count == 0)
        {
            return true;
        }

        var stamp = Guid.CreateVersion7().ToString("N");
        var fact = SecurityEvent.Of(SecurityEventType.UserChanged, http);
        fact.SubjectId = session.UserId;
        fact.SessionId = session.Id;
        fact.Details = changes.ToDetails();
        fact.Condition = SecurityStamps.IsWritten(before.Id, stamp);
        var touched = await recorder.ExecuteAsync(
            [new SqlStatement(ChangeText, profile, phone, clock.GetUtcNow(), stamp, before.Id, before.Profile ?? "", before.PhoneNumber ?? "")], [fact], CancellationToken.None);
        return touched[0] == 1;
    }
}
