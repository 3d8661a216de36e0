using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.NotMe;

/// <summary>
/// The mail that tells the owner of a sign-in on a device which their account does not know, in the transaction of that sign-in: once an
/// hour at most, and never for the first one. A known device that comes from another network is the owner's on a journey and no news;
/// where a program names no device, the network is all there is to know it by.
/// </summary>
internal sealed record NewSignIn(SqlStatement Token, OutgoingMail Mail)
{
    private const string DeviceKind = "new_device";
    private const string NetworkKind = "new_network";

    // These follow the values of the event's own condition.
    private const string NotToldYet = " AND NOT EXISTS (SELECT 1 FROM mails WHERE subject_id = {3} AND created_at > {4} AND kind = ";
    private const string DeviceNotToldYet = NotToldYet + "'" + DeviceKind + "')";
    private const string NetworkNotToldYet = NotToldYet + "'" + NetworkKind + "')";

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Keeps what a sign-in adds to the known devices, and tells the owner where that is news.</summary>
    public static Task KeepAsync(Outbox outbox, UserRecord user, Remembering seen, string? deviceHash, HttpContext http, DateTimeOffset now) =>
        Of(user, seen, deviceHash, http, now) is { } news
            ? outbox.ExecuteAsync([.. seen.Statements, news.Token], seen.Events, [news.Mail], CancellationToken.None)
            : outbox.ExecuteAsync(seen.Statements, seen.Events, [], CancellationToken.None);

    /// <summary>Null where there is nothing to tell, or nobody to tell it to.</summary>
    /// <param name="user">Who signed in.</param>
    /// <param name="seen">What is new, see <see cref="KnownDevices.SeeAsync"/>.</param>
    /// <param name="deviceHash">The device, where one was named.</param>
    /// <param name="http">The request.</param>
    /// <param name="now">The instant of the sign-in.</param>
    public static NewSignIn? Of(UserRecord user, Remembering seen, string? deviceHash, HttpContext http, DateTimeOffset now)
    {
        var told = deviceHash is null ? SecurityEventType.NewNetworkUsed : SecurityEventType.NewDeviceUsed;
        if (seen.Events.Find(fact => fact.Type == told)?.Condition is not { } isNew || !MailAddresses.IsOne(user.Email))
        {
            return null;
        }

        var notMe = new NotMeLink(user, now);
        var isNews = new EventCondition(isNew.Text + (deviceHash is null ? NetworkNotToldYet : DeviceNotToldYet), [.. isNew.Values, user.Id, now - Pause]);
        var mail = OwnerMail.Of(
            deviceHash is null ? NetworkKind : DeviceKind, user, notMe, http, now,
            () => (NotMeTexts.DeviceSubject, [deviceHash is null ? NotMeTexts.NetworkMail : NotMeTexts.DeviceMail, NotMeTexts.WorksFor]));
        return new NewSignIn(notMe.Issue(isNews), mail);
    }
}
