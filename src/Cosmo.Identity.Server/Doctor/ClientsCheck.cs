using Cosmo.Identity.Clients;
using Cosmo.Identity.Clients.Secrets;
using Cosmo.Identity.Provisioning;

namespace Cosmo.Identity.Server.Doctor;

/// <summary>Clients that are accepted, and weaker than they need to be.</summary>
internal static class ClientsCheck
{
    public static IEnumerable<Finding> Run(IReadOnlyList<Client> clients, IReadOnlyList<string> scopes, bool isDevelopment)
    {
        var findings = clients.SelectMany(client => Check(client, scopes, isDevelopment)).ToList();
        return findings.Count > 0 ? findings : [new Finding.Fine("clients", $"registered: {clients.Count}")];
    }

    private static IEnumerable<Finding> Check(Client client, IReadOnlyList<string> scopes, bool isDevelopment)
    {
        var subject = $"client {client.ClientId}";
        if (client.Metadata is null)
        {
            yield return new Finding.Error(subject, "has no metadata", "Declare it in a provisioning file and apply it.");
            yield break;
        }

        var metadata = ClientMetadata.FromJson(client.Metadata);
        if (metadata.GrantTypes.Contains("password", StringComparer.Ordinal) && metadata.Consent != ClientMetadata.ConsentKinds.Implicit)
        {
            yield return new Finding.Warning(subject, "sees people's passwords (grant type password) and is not marked as first-party", "Use authorization_code (RFC 9700 §2.4); if the client is your own, say \"consent\": \"implicit\".");
        }

        if (!metadata.RequirePkce && metadata.GrantTypes.Contains("authorization_code", StringComparer.Ordinal))
        {
            yield return new Finding.Warning(subject, "may ask for codes without PKCE", "Remove \"require_pkce\": false as soon as its library knows PKCE (RFC 9700 §2.1.1).");
        }

        if (!isDevelopment && metadata is { ApplicationType: ClientMetadata.ApplicationTypes.Web }
            && metadata.RedirectUris.FirstOrDefault(uri => uri.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) is { } http)
        {
            yield return new Finding.Warning(subject, $"has the redirect URI {http}", "Use https, or \"application_type\": \"native\" for an app on the person's own machine.");
        }

        if (client.ClientSecret is { } hash && !ClientSecretHasher.IsStrong(hash))
        {
            yield return new Finding.Warning(subject, "has a secret that a person chose: it can be guessed, and costs a slow hash", $"Run: cosmo-identity clients secret {client.ClientId}");
        }

        if (!metadata.IsPublic && client.ClientSecret is null && client.JsonWebKeySet is null)
        {
            yield return new Finding.Error(subject, "is confidential and has neither secret nor keys: it cannot authenticate", "Declare client_secret or jwks and apply the file.");
        }

        foreach (var scope in metadata.Scopes.Where(scope => !scopes.Contains(scope, StringComparer.Ordinal) && !ScopeDeclaration.BuiltIn.Contains(scope)))
        {
            yield return new Finding.Error(subject, $"may ask for the scope {scope}, which does not exist", "Declare the scope, or take it from the client.");
        }
    }
}
