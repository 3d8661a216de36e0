using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Admin.SecurityEvents;
using Cosmo.Identity.Clients;
using Cosmo.Identity.SecurityEvents.Reading;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>One client: what could be safer, what each setting means, and what happened with it.</summary>
internal sealed class ClientModel(ClientReader clients, SecurityEventReader events, AccountNames names, TimeProvider clock) : PageModel
{
    private const int MostEvents = 15;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What was done on the way here.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public KnownClient Client { get; private set; } = null!;

    public IReadOnlyList<ClientFinding> Findings { get; private set; } = [];

    /// <summary>What it may ask for, in words.</summary>
    public IReadOnlyList<(string Name, string? Words)> Scopes { get; private set; } = [];

    public ClientUse Use { get; private set; } = null!;

    /// <summary>The newest events that name it.</summary>
    public IReadOnlyList<EventRow> Events { get; private set; } = [];

    /// <summary>As a provisioning file would have it.</summary>
    public string Json { get; private set; } = "";

    public bool MayAct => Administrator.Of(HttpContext).MayAct;

    public async Task<IActionResult> OnGetAsync(string clientId, CancellationToken cancellationToken)
    {
        if (await clients.FindAsync(clientId, cancellationToken) is not { } client)
        {
            return NotFound();
        }

        Client = client;
        var scopes = (await clients.ScopesAsync(cancellationToken)).ToDictionary(scope => scope.Name, StringComparer.Ordinal);
        Findings = ClientFindings.Of(client, scopes.Keys, clock.GetUtcNow());
        Scopes = [.. client.Metadata.Scopes.Select(name => (name, scopes.GetValueOrDefault(name)?.DisplayName))];
        Use = await clients.UseOfAsync(clientId, cancellationToken);
        Json = JsonNode.Parse(client.Metadata.ToJson())!.ToJsonString(Readable);
        var newest = await events.ReadAsync(new SecurityEventFilter { Client = clientId }, null, MostEvents, cancellationToken);
        Events = await EventRows.OfAsync(newest.Events, names, cancellationToken);
        return Page();
    }
}
