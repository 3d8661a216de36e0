using Cosmo.Identity.Admin.Layout;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Overview;

/// <summary>What needs attention now, and how things went.</summary>
internal sealed class OverviewModel : PageModel
{
    [BindProperty(Name = TimeRange.Parameter, SupportsGet = true)]
    public string? RangeName { get; set; }

    public TimeRange Range => TimeRange.Of(RangeName);
}
