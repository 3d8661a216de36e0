using System.Globalization;
using Cosmo.Identity.Clients;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Cosmo.Identity.Admin.Clients.Try;

/// <summary>What one part of an authorization request comes to.</summary>
/// <param name="Parameter">The parameter that it is about.</param>
/// <param name="Error">The error that the server answers it with; null where it refuses nothing.</param>
/// <param name="What">What is so.</param>
/// <param name="Why">The rule behind it, and what to do.</param>
internal sealed record LintLine(string Parameter, string? Error, string What, string Why);

/// <summary>Judges an authorization request by a client's registration, as the server would before anybody signs in.</summary>
/// <param name="Lines">Refusals first, then what is worth knowing.</param>
/// <param name="ReachesClient">Whether an error is told to the client; else the person sees it on a page here, since the address may be anybody's.</param>
internal sealed record RequestLint(IReadOnlyList<LintLine> Lines, bool ReachesClient)
{
    /// <summary>The challenge of RFC 7636, appendix B: for examples.</summary>
    public const string ExampleChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private const int ChallengeLength = 43;

    private static readonly string[] Prompts = ["none", "login", "consent", "select_account", "create"];

    private static readonly string[] NotRead = ["request", "registration"];

    public bool IsRefused => Lines.Any(line => line.Error is not null);

    /// <summary>The parameters of an address, or of what stands after its question mark.</summary>
    public static IReadOnlyDictionary<string, StringValues> Parse(string text)
    {
        text = text.Trim();
        var query = text[(text.IndexOf('?', StringComparison.Ordinal) + 1)..];
        return QueryHelpers.ParseQuery(query.Split('#')[0]);
    }

    /// <summary>A request that the server accepts from this client.</summary>
    public static string ExampleOf(ClientMetadata client)
    {
        var scopes = client.Scopes.Contains("openid", StringComparer.Ordinal) ? "openid" : client.Scopes is [var first, ..] ? first : null;
        return QueryHelpers.AddQueryString("/connect/authorize", new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = client.ClientId,
            ["response_type"] = "code",
            ["redirect_uri"] = client.RedirectUris is [var address, ..] ? address : null,
            ["scope"] = scopes,
            ["state"] = "af0ifjsldkj",
            ["code_challenge"] = ExampleChallenge,
            ["code_challenge_method"] = "S256",
        }.Where(pair => pair.Value is not null).ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>Judges.</summary>
    /// <param name="client">The client whose request it should be.</param>
    /// <param name="parameters">What is asked.</param>
    /// <param name="redirectIsAccepted">Whether the server sends answers for this client to the address in the request.</param>
    public static RequestLint Of(ClientMetadata client, IReadOnlyDictionary<string, StringValues> parameters, bool redirectIsAccepted)
    {
        var isPushed = Said("request_uri") is not null;
        List<LintLine> lines = [.. Who(), .. isPushed ? [Hint("request_uri", TryTexts.Pushed, TryTexts.PushedWhy)] : Whither().Concat(What()).Concat(Proof()).Concat(How())];
        return new RequestLint([.. lines.OrderBy(line => line.Error is null)], redirectIsAccepted && Said("client_id") == client.ClientId);

        string? Said(string name) => parameters.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

        IEnumerable<LintLine> Who()
        {
            foreach (var (name, _) in parameters.Where(parameter => parameter.Value.Count > 1 && parameter.Key is not ("resource" or "audience")))
            {
                yield return Refused(name, "invalid_request", TryTexts.Twice, TryTexts.TwiceWhy);
            }

            if (Said("client_id") != client.ClientId)
            {
                yield return Refused("client_id", "invalid_request", Said("client_id") is null ? TryTexts.NoClient : TryTexts.OtherClient, Say(TryTexts.ClientWhy, client.ClientId));
            }

            if (!client.Has(GrantTypes.Code))
            {
                yield return Refused("response_type", "unauthorized_client", TryTexts.NoCode, TryTexts.NoCodeWhy);
            }
        }

        IEnumerable<LintLine> Whither()
        {
            if (Said("redirect_uri") is not { } redirect)
            {
                yield return Refused("redirect_uri", "invalid_request", TryTexts.NoRedirect, TryTexts.NoRedirectWhy);
            }
            else if (!redirectIsAccepted)
            {
                yield return Refused("redirect_uri", "invalid_request", Say(TryTexts.UnknownRedirect, redirect), TryTexts.UnknownRedirectWhy);
            }

            if (Said("response_mode") is { } mode && mode is not ("query" or "form_post"))
            {
                yield return Refused("response_mode", "invalid_request", Say(TryTexts.Mode, mode), TryTexts.ModeWhy);
            }
        }

        IEnumerable<LintLine> What()
        {
            if (Said("response_type") is not "code")
            {
                yield return Refused(
                    "response_type", Said("response_type") is null ? "invalid_request" : "unsupported_response_type", Said("response_type") is { } type ? Say(TryTexts.ResponseType, type) : TryTexts.NoResponseType, TryTexts.ResponseTypeWhy);
            }

            var scopes = (Said("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var scope in scopes.Where(scope => !client.Scopes.Contains(scope, StringComparer.Ordinal)))
            {
                yield return Refused("scope", "invalid_scope", Say(TryTexts.Scope, scope), TryTexts.ScopeWhy);
            }

            if (scopes.Contains("offline_access", StringComparer.Ordinal) && client.Scopes.Contains("offline_access", StringComparer.Ordinal) && !client.Has(GrantTypes.Refresh))
            {
                yield return Refused("scope", "invalid_scope", TryTexts.Offline, TryTexts.OfflineWhy);
            }

            if (!scopes.Contains("openid", StringComparer.Ordinal))
            {
                yield return Hint("scope", TryTexts.NoOpenId, TryTexts.NoOpenIdWhy);
            }

            foreach (var name in NotRead.Where(name => Said(name) is not null))
            {
                yield return Refused(name, name + "_not_supported", Say(TryTexts.NotRead, name), TryTexts.NotReadWhy);
            }
        }

        IEnumerable<LintLine> Proof()
        {
            if (client.RequirePushedAuthorizationRequests is true)
            {
                yield return Refused("request_uri", "invalid_request", TryTexts.MustPush, TryTexts.MustPushWhy);
            }

            var (challenge, method) = (Said("code_challenge"), Said("code_challenge_method"));
            if (challenge is null && (client.RequirePkce || method is not null))
            {
                yield return Refused("code_challenge", "invalid_request", TryTexts.NoPkce, TryTexts.NoPkceWhy);
            }
            else if (challenge is null)
            {
                yield return Hint("code_challenge", TryTexts.PkceOff, TryTexts.PkceOffWhy);
                if (Said("state") is null)
                {
                    yield return Hint("state", TryTexts.NoState, TryTexts.NoStateWhy);
                }
            }
            else if (method is not "S256")
            {
                yield return Refused("code_challenge_method", "invalid_request", TryTexts.Method, TryTexts.MethodWhy);
            }
            else if (challenge.Length != ChallengeLength || !challenge.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                yield return Refused("code_challenge", "invalid_request", TryTexts.Challenge, TryTexts.ChallengeWhy);
            }
        }

        IEnumerable<LintLine> How()
        {
            var prompts = (Said("prompt") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (prompts.FirstOrDefault(prompt => !Prompts.Contains(prompt, StringComparer.Ordinal)) is { } unknown)
            {
                yield return Refused("prompt", "invalid_request", Say(TryTexts.Prompt, unknown), TryTexts.PromptWhy);
            }
            else if (prompts.Contains("none", StringComparer.Ordinal))
            {
                yield return prompts.Length > 1
                    ? Refused("prompt", "invalid_request", TryTexts.NoneAndMore, TryTexts.NoneAndMoreWhy)
                    : Hint("prompt", TryTexts.PromptNone, client.Consent == ClientMetadata.ConsentKinds.Implicit ? TryTexts.PromptNoneWhy : TryTexts.PromptNoneConsentWhy);
            }
            else
            {
                yield return client.Consent == ClientMetadata.ConsentKinds.Implicit && !prompts.Contains("consent", StringComparer.Ordinal)
                    ? Hint("consent", TryTexts.NoConsent, TryTexts.NoConsentWhy)
                    : Hint("consent", TryTexts.Consent, TryTexts.ConsentWhy);
            }

            if (Said("max_age") is { } age && !uint.TryParse(age, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                yield return Refused("max_age", "invalid_request", TryTexts.MaxAge, TryTexts.MaxAgeWhy);
            }
        }
    }

    private static LintLine Refused(string parameter, string error, string what, string why) => new(parameter, error, what, why);

    private static LintLine Hint(string parameter, string what, string why) => new(parameter, null, what, why);

    private static string Say(string format, string value) => string.Format(CultureInfo.CurrentUICulture, format, value);
}
