using System.Text.Json;
using System.Text.Json.Nodes;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Provisioning;

/// <summary>Makes the stored clients those that are declared, in the context; saving is the caller's.</summary>
internal static class ClientProvisioning
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task ApplyAsync(
        CosmoDbContext context, IReadOnlyList<ClientMetadata> declared, HashBook hashes, List<Change> changes, CancellationToken cancellationToken)
    {
        var stored = await context.Set<Client>().ToDictionaryAsync(client => client.ClientId!, StringComparer.Ordinal, cancellationToken);
        foreach (var metadata in declared)
        {
            if (stored.TryGetValue(metadata.ClientId, out var client))
            {
                await UpdateAsync(context, client, metadata, hashes, changes, cancellationToken);
                continue;
            }

            client = new Client();
            ClientMapping.Apply(metadata, client);
            if (metadata.ClientSecret is { } secret)
            {
                client.ClientSecret = await hashes.HashSecretAsync(secret, cancellationToken);
            }

            context.Add(client);
            changes.Add(new Change("client", metadata.ClientId, "created"));
        }
    }

    private static async Task UpdateAsync(
        CosmoDbContext context, Client client, ClientMetadata metadata, HashBook hashes, List<Change> changes, CancellationToken cancellationToken)
    {
        var before = changes.Count;
        var hadSecret = client.ClientSecret is not null;
        foreach (var what in Differences(client.Metadata ?? "{}", metadata.ToJson()))
        {
            changes.Add(new Change("client", metadata.ClientId, what));
        }

        ClientMapping.Apply(metadata, client);
        if (metadata.ClientSecret is { } secret && !await hashes.VerifySecretAsync(client.ClientSecret, secret, cancellationToken))
        {
            client.ClientSecret = await hashes.HashSecretAsync(secret, cancellationToken);
            changes.Add(new Change("client", metadata.ClientId, "client_secret changed"));
        }
        else if (hadSecret && client.ClientSecret is null)
        {
            changes.Add(new Change("client", metadata.ClientId, "client_secret removed"));
        }

        if (context.Entry(client).State == EntityState.Modified)
        {
            client.ConcurrencyToken = Guid.CreateVersion7().ToString("N");
            if (changes.Count == before)
            {
                // A newer program derives other columns from the same metadata.
                changes.Add(new Change("client", metadata.ClientId, "brought up to this version's form"));
            }
        }
    }

    /// <summary>Member by member; of arrays, element by element.</summary>
    private static IEnumerable<string> Differences(string before, string after)
    {
        var old = JsonNode.Parse(before)!.AsObject();
        var now = JsonNode.Parse(after)!.AsObject();
        foreach (var name in old.Select(member => member.Key).Union(now.Select(member => member.Key), StringComparer.Ordinal))
        {
            var (was, becomes) = (old[name], now[name]);
            if (JsonNode.DeepEquals(was, becomes))
            {
                continue;
            }

            if (was is null or JsonArray && becomes is null or JsonArray)
            {
                var (gone, come) = (Texts(was), Texts(becomes));
                foreach (var what in gone.Except(come, StringComparer.Ordinal).Select(text => $"{name} - {text}")
                    .Concat(come.Except(gone, StringComparer.Ordinal).Select(text => $"{name} + {text}"))
                    .DefaultIfEmpty($"{name} in another order"))
                {
                    yield return what;
                }
            }
            else if (becomes is null)
            {
                yield return $"{name} removed";
            }
            else
            {
                // A key set is long and says little.
                yield return becomes is JsonObject ? $"{name} changed" : $"{name} = {Text(becomes)}";
            }
        }
    }

    private static List<string> Texts(JsonNode? array) => array is null ? [] : [.. array.AsArray().Select(item => Text(item!))];

    private static string Text(JsonNode node) => node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString(Readable);
}
