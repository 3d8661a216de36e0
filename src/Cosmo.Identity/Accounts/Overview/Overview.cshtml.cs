using Cosmo.Identity.Accounts.Security;
using Cosmo.Identity.Data;
using Cosmo.Identity.Places;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Overview;

/// <summary>A person's own front page: who they are, when they signed in, and what they should look at.</summary>
[SignedIn]
internal sealed class OverviewModel(Database database, SecurityEventReader events, ConnectedApplications applications, PlaceReader places, TimeProvider clock) : PageModel
{
    /// <summary>How far back the page looks for what needs attention.</summary>
    public const int AttentionDays = 14;

    private const int MostAttention = 5;

    public BrowserSession Session => BrowserSession.Of(HttpContext);

    /// <summary>The claim <c>name</c>, where the profile has one.</summary>
    public string? Name { get; set; }

    public string? Email { get; set; }

    public bool EmailIsVerified { get; set; }

    /// <summary>The newest session beside this one; null where none is kept.</summary>
    public SessionView? Before { get; set; }

    /// <summary>The last events that the owner should look at, newest first.</summary>
    public IReadOnlyList<SecurityEvent> Attention { get; set; } = [];

    /// <summary>How many live sessions there are, with this one.</summary>
    public int Sessions { get; set; }

    /// <summary>How many applications are connected.</summary>
    public int Applications { get; set; }

    /// <summary>An address, with its place where that is known.</summary>
    public string Located(string address) => places.Of(address) is { } place ? $"{address} ({place.Text})" : address;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var user = await database.ReadFirstAsync(UserRecord.ById(Session.UserId), UserRecord.Read, cancellationToken);
        (Email, EmailIsVerified, Name) = (user?.Email, user?.EmailVerified ?? false, user?.FullName);
        Before = await database.ReadFirstAsync(SessionView.LastOther(Session.UserId, Session.Id), row => SessionView.Read(row, Session.Id), cancellationToken);
        Sessions = (await database.ReadAllAsync(SessionView.LiveOf(Session.UserId, now), row => row.GetGuid(0), cancellationToken)).Count;
        Applications = (await applications.ReadAsync(Session.UserId, cancellationToken)).Count;
        var grave = new SecurityEventFilter
        {
            User = Session.UserId,
            Types = AttentionTypes.All,
            From = now.AddDays(-AttentionDays),
        };
        Attention = (await events.ReadAsync(grave, null, MostAttention, cancellationToken)).Events;
    }
}
