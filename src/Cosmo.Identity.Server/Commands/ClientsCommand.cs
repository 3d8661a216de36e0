using System.CommandLine;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Clients.Secrets;
using Cosmo.Identity.Data;
using Cosmo.Identity.Provisioning;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>clients</c>: lists clients; makes a new secret.</summary>
internal static class ClientsCommand
{
    public static Command Create(ProgramSettings program)
    {
        var list = new Command("list", "Lists all clients.");
        list.SetAction((_, cancellationToken) => ListAsync(program, cancellationToken));

        var client = new Argument<string>("CLIENT") { Description = "The client_id." };
        var secret = new Command("secret", "Makes a new secret for a client and shows it, once; the old one stops working.") { client };
        secret.SetAction((parsed, cancellationToken) => SecretAsync(program, parsed.GetValue(client)!, cancellationToken));
        return new Command("clients", "Clients: relying parties and resource servers.") { list, secret };
    }

    private static async Task<int> ListAsync(ProgramSettings program, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        await using var context = services.Database.CreateContext();
        var clients = await context.Set<Client>().AsNoTracking().OrderBy(client => client.ClientId).ToListAsync(cancellationToken);
        Table.Write(
            ["CLIENT", "NAME", "AUTHENTICATION", "GRANTS", "CONSENT", "SCOPE"],
            clients.Select(client => client.Metadata is null ? new ClientMetadata { ClientId = client.ClientId! } : ClientMetadata.FromJson(client.Metadata))
                .Select(client => (IReadOnlyList<string>)
                [
                    client.ClientId,
                    client.ClientName ?? "",
                    client.TokenEndpointAuthMethod,
                    client.ResourceServer is true ? string.Join(',', client.GrantTypes.Append("(resource server)")) : string.Join(',', client.GrantTypes),
                    client.Consent,
                    client.Scope ?? "",
                ]));
        return Exit.Done;
    }

    private static async Task<int> SecretAsync(ProgramSettings program, string clientId, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        using var acting = Acting.As("command:clients secret");
        var secret = ClientSecretHasher.Generate();
        var hash = await services.Secrets.HashAsync(secret, cancellationToken);
        await services.Database.WriteAsync(
            async context =>
            {
                var client = await context.Set<Client>().SingleOrDefaultAsync(client => client.ClientId == clientId, cancellationToken)
                    ?? throw new RefusedException($"There is no client {ObjectReader.Quote(clientId)}.");
                if (client.ClientSecret is null)
                {
                    throw new RefusedException($"Client {clientId} does not authenticate with a secret.");
                }

                client.ClientSecret = hash;
                client.ConcurrencyToken = Guid.CreateVersion7().ToString("N");
                await context.SaveChangesAsync(cancellationToken);
                await Database.InvalidateAsync(context, ClientRegistry.CacheName, cancellationToken);
            },
            cancellationToken);
        // The secret alone on standard output, so that it can go straight into a vault.
        Console.WriteLine(secret);
        Console.Error.WriteLine($"This is the new secret of {clientId}; it is shown only now, and the old one no longer works. If a provisioning file declares client_secret, change it there too, or it comes back.");
        return Exit.Done;
    }
}
