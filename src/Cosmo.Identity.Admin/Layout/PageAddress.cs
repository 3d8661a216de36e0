using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Cosmo.Identity.Admin.Layout;

/// <summary>Addresses of the page that is shown, with one thing said otherwise: the state of a page is in its address.</summary>
internal static class PageAddress
{
    /// <summary>The parameter that says where a page of a list begins; whatever else changes begins at the top again.</summary>
    public const string Cursor = "after";

    /// <param name="request">Of the page.</param>
    /// <param name="name">The parameter that changes.</param>
    /// <param name="value">What it becomes; null takes it away.</param>
    public static string With(HttpRequest request, string name, string? value)
    {
        var query = new QueryBuilder(request.Query
            .Where(one => one.Key != name && one.Key != Cursor)
            .SelectMany(one => one.Value.OfType<string>().Where(text => text.Length > 0), (one, text) => KeyValuePair.Create(one.Key, text)));
        if (value is not null)
        {
            query.Add(name, value);
        }

        return request.PathBase + request.Path + query.ToQueryString();
    }
}
