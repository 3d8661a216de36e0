using Cosmo.Identity.Admin.Addresses;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Threats.Blocks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary>A form that orders something for some time, and why; what is wrong stands at its field.</summary>
/// <param name="usual">What is chosen at first; null for none.</param>
internal abstract class OrderForm(string? usual = null) : PageModel
{
    /// <summary>Empty where none is chosen, if the form lets that be.</summary>
    [BindProperty]
    public string? Duration { get; set; } = usual;

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What is wrong, in words.</summary>
    public string? Error { get; private set; }

    /// <summary>The field in which it is wrong.</summary>
    public string? Wrong { get; private set; }

    /// <summary>False: one was chosen that is none.</summary>
    protected bool TryReadDuration(out TimeSpan? duration)
    {
        duration = string.IsNullOrEmpty(Duration) ? null : BlockDuration.Parse(Duration);
        return string.IsNullOrEmpty(Duration) || duration is not null;
    }

    protected PageResult Refuse(string field, string words)
    {
        (Wrong, Error) = (field, words);
        return new PageResult { StatusCode = StatusCodes.Status400BadRequest };
    }
}

/// <summary>The same for an address or network.</summary>
/// <param name="list">The page of all such orders.</param>
internal abstract class NetworkForm(string list) : OrderForm
{
    private const int LongestNetwork = 60;

    [BindProperty(SupportsGet = true)]
    public string? Network { get; set; }

    /// <summary>Where the person came from, or would have.</summary>
    public string Back => Name is { } name ? AddressPath.Of(name) : list;

    protected NetworkName? Name => Network is { Length: <= LongestNetwork } text ? NetworkName.Parse(text, out _) : null;
}
