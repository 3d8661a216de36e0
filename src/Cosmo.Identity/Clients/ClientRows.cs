using System.Data.Common;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Clients;

/// <summary>Reads all clients and scopes by statements: every start does, and EF Core's model would be built for that alone.</summary>
/// <remarks>What the model maps, this reads; a test compares the two, so that a new column is not forgotten here.</remarks>
internal static class ClientRows
{
    private static readonly SqlStatement SelectClients = new("""
        SELECT id, metadata, application_type, client_id, client_secret, client_type, concurrency_token, consent_type, display_name,
            display_names, json_web_key_set, permissions, post_logout_redirect_uris, properties, redirect_uris, requirements, settings
        FROM clients
        """);

    private static readonly SqlStatement SelectScopes = new(
        "SELECT id, concurrency_token, description, descriptions, display_name, display_names, name, properties, resources FROM scopes");

    public static ValueTask<IReadOnlyList<Client>> ReadClientsAsync(Database database, CancellationToken cancellationToken) =>
        database.ReadAllAsync(SelectClients, ReadClient, cancellationToken);

    public static ValueTask<IReadOnlyList<Scope>> ReadScopesAsync(Database database, CancellationToken cancellationToken) =>
        database.ReadAllAsync(SelectScopes, ReadScope, cancellationToken);

    private static Client ReadClient(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Metadata = row.Text(1),
        ApplicationType = row.Text(2),
        ClientId = row.Text(3),
        ClientSecret = row.Text(4),
        ClientType = row.Text(5),
        ConcurrencyToken = row.Text(6),
        ConsentType = row.Text(7),
        DisplayName = row.Text(8),
        DisplayNames = row.Text(9),
        JsonWebKeySet = row.Text(10),
        Permissions = row.Text(11),
        PostLogoutRedirectUris = row.Text(12),
        Properties = row.Text(13),
        RedirectUris = row.Text(14),
        Requirements = row.Text(15),
        Settings = row.Text(16),
    };

    private static Scope ReadScope(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        ConcurrencyToken = row.Text(1),
        Description = row.Text(2),
        Descriptions = row.Text(3),
        DisplayName = row.Text(4),
        DisplayNames = row.Text(5),
        Name = row.Text(6),
        Properties = row.Text(7),
        Resources = row.Text(8),
    };
}
