using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Cosmo.Identity.Layout;

/// <summary>A page that goes on by itself to an address already validated.</summary>
/// <remarks>
/// It stands in for a redirect after a POST: Chromium applies <c>form-action</c> to every hop that follows
/// a form, so <c>form-action 'self'</c> would stop a redirect that ends at the client.
/// </remarks>
internal sealed record ContinueModel(string Url, string? Destination)
{
    public ViewResult ToResult() => new()
    {
        ViewName = "/Layout/Continue.cshtml",
        ViewData = new ViewDataDictionary<ContinueModel>(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = this },
    };
}
