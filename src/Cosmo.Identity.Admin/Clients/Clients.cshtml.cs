using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.Clients;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>All clients, by identifier; what the list says of each is in memory.</summary>
internal sealed class ClientsModel(ClientReader clients, TimeProvider clock) : PageModel
{
    /// <summary>How many one page shows.</summary>
    public const int PageSize = 50;

    /// <summary>A part of the identifier, the name or an address.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Text { get; set; }

    /// <summary>The last identifier of the page before.</summary>
    [BindProperty(Name = PageAddress.Cursor, SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>What was done on the way here.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public IReadOnlyList<ClientRow> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    public bool MayAct => Administrator.Of(HttpContext).MayAct;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var scopes = (await clients.ScopesAsync(cancellationToken)).Select(scope => scope.Name).ToHashSet(StringComparer.Ordinal);
        var (page, next) = Find(await clients.ListAsync(cancellationToken), Text, After, PageSize);
        Rows = [.. page.Select(client => new ClientRow(client, ClientFindings.Of(client, scopes, clock.GetUtcNow())))];
        Next = next;
    }

    /// <summary>Those that fit, from <paramref name="after"/> on, and where the next page begins.</summary>
    public static (IReadOnlyList<KnownClient> Page, string? Next) Find(IReadOnlyList<KnownClient> all, string? text, string? after, int count)
    {
        text = text?.Trim();
        List<KnownClient> found =
        [
            .. all.Where(client => string.IsNullOrEmpty(after) || string.CompareOrdinal(client.ClientId, after) > 0)
                .Where(client => string.IsNullOrEmpty(text) || Fits(client, text))
                .Take(count + 1),
        ];
        return found.Count > count ? (found[..count], found[count - 1].ClientId) : (found, null);
    }

    private static bool Fits(KnownClient client, string text) =>
        client.ClientId.Contains(text, StringComparison.OrdinalIgnoreCase)
        || client.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
        || client.Metadata.RedirectUris.Any(uri => uri.Contains(text, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A client as the list shows it.</summary>
/// <param name="Client">The client.</param>
/// <param name="Findings">What could be safer about it.</param>
internal sealed record ClientRow(KnownClient Client, IReadOnlyList<ClientFinding> Findings);
