using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Protocol.OpenApi;

/// <summary>The page on which developers read what the HTTP API does: made of the document by this server, without a script.</summary>
internal sealed class ReferenceModel(ApiDocument document) : PageModel
{
    public ApiReference Reference { get; private set; } = new("", "", []);

    public async Task OnGetAsync(CancellationToken cancellationToken) => Reference = await document.ReadReferenceAsync(cancellationToken);
}
