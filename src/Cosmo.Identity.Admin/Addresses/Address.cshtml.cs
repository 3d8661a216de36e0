using System.Globalization;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Blocks;
using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Exemptions;
using Cosmo.Identity.Admin.SecurityEvents;
using Cosmo.Identity.Admin.Threats;
using Cosmo.Identity.Admin.Users;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Sessions;
using Cosmo.Identity.Threats.Addresses;
using Cosmo.Identity.Threats.Blocks;
using Cosmo.Identity.Threats.Exemptions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Addresses;

/// <summary>From alert to action: all that is known of an address or network, and what can be done about it.</summary>
internal sealed class AddressModel(
    AddressReader addresses, IpBlockReader blocks, ExemptionReader exemptions, BlockOrders orders, AccountNames names) : PageModel
{
    private const int MostBlocks = 25;

    public KnownAddress Known { get; private set; } = null!;

    /// <summary>Its blocks and those around it, newest first.</summary>
    public IReadOnlyList<BlockRow> Blocks { get; private set; } = [];

    /// <summary>The narrowest block that stands; one in force before one that is only recorded.</summary>
    public KnownBlock? Standing { get; private set; }

    /// <summary>Whether no block applies to it, by whomever.</summary>
    public bool IsExempt { get; private set; }

    /// <summary>Whether the settings say so.</summary>
    public bool IsExemptBySettings { get; private set; }

    /// <summary>The narrowest exemption of an administrator that stands for it.</summary>
    public ExemptionRow? Exemption { get; private set; }

    /// <summary>Whether it can be exempted, or is already by these very words.</summary>
    public bool MayExempt => MayAct && !IsExemptBySettings && Exemption?.Exemption.Network != Known.Name.Subscriber;

    /// <summary>Whose accounts it touched, with their names.</summary>
    public IReadOnlyList<(SeenAccount Account, string User)> Accounts { get; private set; } = [];

    /// <summary>The newest events.</summary>
    public IReadOnlyList<EventRow> Rows { get; private set; } = [];

    public bool MayAct => Who.MayAct;

    public bool MayBlock { get; private set; }

    public bool MayBlockAround { get; private set; }

    /// <summary>Why it cannot be blocked, where that is so and it is not blocked.</summary>
    public string? Fault { get; private set; }

    /// <summary>What has just been done.</summary>
    public string? Notice => Request.Query["done"].ToString() switch
    {
        "blocked" => ThreatTexts.DoneBlocked,
        "lifted" => ThreatTexts.DoneLifted,
        "extended" => ThreatTexts.DoneExtended,
        { } done when UserAct.Find(done) is { IsForMany: true } act => string.Format(CultureInfo.InvariantCulture, ThreatTexts.DoneToAccounts, act.Title(), ListPage.NumberOf(Request.Query["count"], 0, 0, AddressReader.MostNamed) ?? 0),
        "exempted" => ThreatTexts.DoneExempted,
        "exemption-ended" => ThreatTexts.DoneExemptionEnded,
        "ended" => string.Format(CultureInfo.InvariantCulture, ThreatTexts.DoneEnded, ListPage.NumberOf(Request.Query["count"], 0, 0, AddressSessions.Most) ?? 0),
        _ => null,
    };

    private Administrator Who => Administrator.Of(HttpContext);

    public async Task<IActionResult> OnGetAsync(string address, CancellationToken cancellationToken)
    {
        if (AddressPath.Parse(address) is not { } name)
        {
            return NotFound();
        }

        Known = await addresses.ReadAsync(name, cancellationToken);
        var history = await blocks.OfAsync(name, MostBlocks, cancellationToken);
        Blocks = await BlockRow.OfAsync(history, names, cancellationToken);
        Standing = history.Where(block => block.Stands).OrderBy(block => block.State).ThenByDescending(block => block.Network.Network.PrefixLength).FirstOrDefault();
        IsExempt = blocks.IsExempt(name);
        IsExemptBySettings = exemptions.IsExemptBySettings(name);
        Exemption = await ExemptionRow.OfAsync(await exemptions.OfAsync(name, cancellationToken), names, cancellationToken) is [var narrowest, ..] ? narrowest : null;
        Judge(name);
        var known = await names.OfAsync(Known.Accounts.Select(account => (Guid?)account.Subject), cancellationToken);
        Accounts = [.. Known.Accounts.Select(account => (account, known.GetValueOrDefault(account.Subject) ?? account.Subject.ToString()))];
        Rows = await EventRows.OfAsync(Known.Newest, names, cancellationToken);
        return Page();
    }

    private void Judge(NetworkName name)
    {
        var act = HttpContext.Order(null);
        var fault = orders.FaultOf(act, name);
        var isBlocked = Standing is { State: BlockState.InForce or BlockState.Rests } standing && standing.Network == name.Subscriber;
        MayBlock = fault is null && !isBlocked;
        MayBlockAround = name.Around != name.Subscriber && orders.FaultOf(act, name.Around) is null && Standing?.Network != name.Around;
        Fault = MayAct && fault is { } why ? BlockWords.Of(why) : null;
    }
}
