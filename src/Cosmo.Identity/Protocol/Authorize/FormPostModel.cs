using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>An authorization response on its way to the client as a form (OAuth 2.0 Form Post Response Mode).</summary>
internal sealed record FormPostModel(string RedirectUri, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    public ViewResult ToResult() => new()
    {
        ViewName = "/Protocol/Authorize/FormPost.cshtml",
        ViewData = new ViewDataDictionary<FormPostModel>(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = this },
    };
}
