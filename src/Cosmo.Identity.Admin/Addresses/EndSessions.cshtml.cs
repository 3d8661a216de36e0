using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Addresses;

/// <summary>The page on which all sessions are ended that began at an address; the one in which it is done goes on.</summary>
[Dangerous]
internal sealed class EndSessionsModel(AddressSessions sessions, AccountNames names) : PageModel
{
    private const int MostShown = 10;

    public NetworkName Name { get; private set; } = null!;

    /// <summary>Those that will be ended.</summary>
    public IReadOnlyList<AddressSession> Sessions { get; private set; } = [];

    /// <summary>Whose they are: how many people.</summary>
    public int People => Sessions.Select(session => session.UserId).Distinct().Count();

    /// <summary>The newest ones, with the names of whose they are.</summary>
    public IReadOnlyList<(AddressSession Session, string User)> Shown { get; private set; } = [];

    /// <summary>Whether the administrator's own session began there.</summary>
    public bool HoldsOwn { get; private set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What is wrong, in words.</summary>
    public string? Error { get; private set; }

    private Administrator Who => Administrator.Of(HttpContext);

    public async Task<IActionResult> OnGetAsync(string address, CancellationToken cancellationToken) =>
        await FindAsync(address, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string address, CancellationToken cancellationToken)
    {
        if (!await FindAsync(address, cancellationToken))
        {
            return NotFound();
        }

        if (string.IsNullOrWhiteSpace(Reason))
        {
            Error = ThreatTexts.FaultReason;
            return new PageResult { StatusCode = StatusCodes.Status400BadRequest };
        }

        var ended = await sessions.EndAsync(HttpContext.Order(Reason), Name.Subscriber, Who.SessionId, cancellationToken);
        return new SeeOther($"{AddressPath.Of(Name)}?done=ended&count={ended}");
    }

    private async Task<bool> FindAsync(string address, CancellationToken cancellationToken)
    {
        if (AddressPath.Parse(address) is not { } name)
        {
            return false;
        }

        Name = name;
        var all = await sessions.ListAsync(name.Subscriber, cancellationToken);
        HoldsOwn = all.Any(session => session.Id == Who.SessionId);
        Sessions = [.. all.Where(session => session.Id != Who.SessionId)];
        var known = await names.OfAsync(Sessions.Take(MostShown).Select(session => (Guid?)session.UserId), cancellationToken);
        Shown = [.. Sessions.Take(MostShown).Select(session => (session, known.GetValueOrDefault(session.UserId) ?? session.UserId.ToString()))];
        return true;
    }
}
