using System.Globalization;
using Cosmo.Identity.Clients;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Admin.Clients;

/// <summary>Something about a client that could be safer, and what to do about it.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="What">What was found.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record ClientFinding(SecurityEventSeverity Severity, string What, string Remedy);

/// <summary>Looks a client's registration over. What its rules forbid cannot be there; this is about what they allow, and seldom should be.</summary>
internal static class ClientFindings
{
    /// <summary>More of them are rarely one application.</summary>
    public const int ManyRedirectUris = 10;

    /// <summary>More of them are rarely all needed.</summary>
    public const int ManyScopes = 12;

    private const string AdminScope = "cosmo.admin";

    private static readonly TimeSpan OldSecret = TimeSpan.FromDays(365);

    /// <summary>The gravest first.</summary>
    public static IReadOnlyList<ClientFinding> Of(KnownClient client, IReadOnlyCollection<string> scopes, DateTimeOffset now) =>
        [.. Broken(client, scopes).Concat(Flow(client.Metadata)).Concat(Secret(client, now)).Concat(Reach(client.Metadata)).OrderByDescending(finding => finding.Severity)];

    /// <summary>What cannot work as it is registered.</summary>
    private static IEnumerable<ClientFinding> Broken(KnownClient client, IReadOnlyCollection<string> scopes)
    {
        var metadata = client.Metadata;
        if (metadata.UsesSecret && client.Secret == SecretKind.None)
        {
            yield return new ClientFinding(SecurityEventSeverity.Critical, ClientTexts.FindNoSecret, ClientTexts.FindNoSecretDo);
        }

        foreach (var scope in metadata.Scopes.Where(scope => !scopes.Contains(scope)))
        {
            yield return new ClientFinding(SecurityEventSeverity.Warning, Say(ClientTexts.FindUnknownScope, scope), ClientTexts.FindUnknownScopeDo);
        }

        var refreshes = metadata.Has(GrantTypes.Refresh);
        if (metadata.Scopes.Contains("offline_access", StringComparer.Ordinal) && !refreshes)
        {
            yield return new ClientFinding(SecurityEventSeverity.Notice, ClientTexts.FindOfflineAlone, ClientTexts.FindOfflineAloneDo);
        }

        if (refreshes && !metadata.Scopes.Contains("offline_access", StringComparer.Ordinal))
        {
            yield return new ClientFinding(SecurityEventSeverity.Notice, ClientTexts.FindRefreshAlone, ClientTexts.FindRefreshAloneDo);
        }
    }

    /// <summary>How people and codes travel.</summary>
    private static IEnumerable<ClientFinding> Flow(ClientMetadata metadata)
    {
        var code = metadata.Has(GrantTypes.Code);
        if (code && !metadata.RequirePkce)
        {
            yield return new ClientFinding(SecurityEventSeverity.Warning, ClientTexts.FindNoPkce, ClientTexts.FindNoPkceDo);
        }

        if (metadata.Has(GrantTypes.Password))
        {
            var isOwn = metadata.Consent == ClientMetadata.ConsentKinds.Implicit;
            yield return new ClientFinding(isOwn ? SecurityEventSeverity.Notice : SecurityEventSeverity.Warning, ClientTexts.FindPassword, isOwn ? ClientTexts.FindPasswordOwnDo : ClientTexts.FindPasswordDo);
        }

        if (metadata.ApplicationType == ClientMetadata.ApplicationTypes.Web
            && metadata.RedirectUris.FirstOrDefault(uri => uri.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) is { } http)
        {
            yield return new ClientFinding(SecurityEventSeverity.Warning, Say(ClientTexts.FindHttp, http), ClientTexts.FindHttpDo);
        }

        if (code && metadata.RedirectUris.Count > 0 && metadata.PostLogoutRedirectUris.Count == 0)
        {
            yield return new ClientFinding(SecurityEventSeverity.Info, ClientTexts.FindNoPostLogout, ClientTexts.FindNoPostLogoutDo);
        }

        if (code && metadata.Consent == ClientMetadata.ConsentKinds.Implicit)
        {
            yield return new ClientFinding(SecurityEventSeverity.Info, ClientTexts.FindNoConsent, ClientTexts.FindNoConsentDo);
        }
    }

    private static IEnumerable<ClientFinding> Secret(KnownClient client, DateTimeOffset now)
    {
        if (client.Secret == SecretKind.Chosen)
        {
            yield return new ClientFinding(SecurityEventSeverity.Warning, ClientTexts.FindChosenSecret, ClientTexts.FindChosenSecretDo);
        }
        else if (client.SecretChangedAt is { } changed && now - changed > OldSecret)
        {
            yield return new ClientFinding(SecurityEventSeverity.Notice, ClientTexts.FindOldSecret, ClientTexts.FindOldSecretDo);
        }
    }

    /// <summary>How much it could do in the wrong hands.</summary>
    private static IEnumerable<ClientFinding> Reach(ClientMetadata metadata)
    {
        if (metadata.RedirectUris.Count > ManyRedirectUris)
        {
            yield return new ClientFinding(SecurityEventSeverity.Notice, Say(ClientTexts.FindManyRedirects, metadata.RedirectUris.Count), ClientTexts.FindManyRedirectsDo);
        }

        if (metadata.Scopes.Count > ManyScopes)
        {
            yield return new ClientFinding(SecurityEventSeverity.Notice, Say(ClientTexts.FindManyScopes, metadata.Scopes.Count), ClientTexts.FindManyScopesDo);
        }

        if (!metadata.Scopes.Contains(AdminScope, StringComparer.Ordinal))
        {
            yield break;
        }

        yield return new ClientFinding(SecurityEventSeverity.Notice, ClientTexts.FindAdmin, ClientTexts.FindAdminDo);
        if (metadata.Has(GrantTypes.Code) && metadata.RequirePushedAuthorizationRequests is not true)
        {
            yield return new ClientFinding(SecurityEventSeverity.Notice, ClientTexts.FindNoPar, ClientTexts.FindNoParDo);
        }
    }

    private static string Say(string format, object value) => string.Format(CultureInfo.CurrentUICulture, format, value);
}
