using System.Text.Json;
using Cosmo.Identity.Accounts.ApiKeys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OpenIddict.Abstractions;

namespace Cosmo.Identity.Protocol.AccountApi;

/// <summary><c>/api/v1/account/api-keys</c>: a person's keys for programs.</summary>
internal static class ApiKeyOperations
{
    private static readonly TimeSpan UsualLifetime = TimeSpan.FromDays(90);

    public static void MapApiKeys(this IEndpointRouteBuilder api)
    {
        api.MapGet("/api-keys", ListAsync)
            .WithMetadata(new KeyScope(ApiKeyScopes.Read))
            .Describe("ListApiKeys", "List your API keys", "The keys that were not ended, the newest first, expired ones too. The key itself cannot be read again.");
        api.MapPost("/api-keys", CreateAsync)
            .AddEndpointFilter(RequireFreshProof.InvokeAsync)
            .WithMetadata(new JsonBody(typeof(ApiKeyRequest)))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .Describe(
                "CreateApiKey",
                "Make an API key",
                "The answer holds the key; nobody can read it again. It needs a sign-in of the last five minutes, and opens no more than the token that asks for it. Keys cannot make keys.");
        api.MapDelete("/api-keys/{id:guid}", EndAsync)
            .AddEndpointFilter(RequireFreshProof.InvokeAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Describe("EndApiKey", "End an API key", "It opens nothing any more, at once. It needs a sign-in of the last five minutes.");
    }

    private static async Task<Ok<IReadOnlyList<ApiKeyView>>> ListAsync(HttpContext context, IssuedApiKeys keys, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<ApiKeyView>>([.. (await keys.ReadAsync(ApiCaller.In(context).UserId, cancellationToken)).Select(ApiKeyView.Of)]);

    private static async Task<Results<Created<NewApiKeyView>, ProblemHttpResult>> CreateAsync(
        HttpContext context, IssuedApiKeys keys, ApiKeysOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context.Request, cancellationToken) is not { } wanted)
        {
            return Refuse("Send a JSON object with name, scopes, and if you want networks and expiresAt.");
        }

        var caller = ApiCaller.In(context);
        var expires = wanted.ExpiresAt ?? clock.GetUtcNow() + (UsualLifetime < options.LongestLifetime ? UsualLifetime : options.LongestLifetime);
        var wish = new ApiKeyWish(wanted.Name, wanted.Scopes ?? [], wanted.Networks ?? [], expires);
        var available = (await keys.ReadScopesAsync(caller.UserId, cancellationToken)).Select(scope => scope.Name).Where(scope => MayGive(caller, scope)).ToList();
        return await keys.CreateAsync(caller.UserId, caller.SessionId, wish, available, context, cancellationToken) switch
        {
            ApiKeyResult.Created created => TypedResults.Created($"/api/v1/account/api-keys/{created.Key.Id}", NewApiKeyView.Of(created)),
            ApiKeyResult.Unfit unfit => Refuse(Explain(unfit.Fault, options)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(Guid id, HttpContext context, IssuedApiKeys keys, CancellationToken cancellationToken) =>
        await keys.EndAsync(ApiCaller.In(context).UserId, ApiCaller.In(context).SessionId, id, context, cancellationToken)
            ? TypedResults.NoContent()
            // Another person's key is answered like one that never was.
            : TypedResults.Problem("You have no such API key.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>An application can make no key that opens more than it was let into itself.</summary>
    private static bool MayGive(ApiCaller caller, string scope) =>
        caller.Token is not { } token || token.HasScope(scope) || scope is ApiKeyScopes.Read or ApiKeyScopes.Write;

    private static string Explain(ApiKeyFault fault, ApiKeysOptions options) => fault switch
    {
        ApiKeyFault.Name => $"name is missing, longer than {ApiKeyDraft.LongestName} characters, or has characters that cannot be seen.",
        ApiKeyFault.NoScope => "scopes is missing or empty: a key must open something.",
        ApiKeyFault.Scope => "scopes has one that does not exist or that you may not give away.",
        ApiKeyFault.Network => "networks has one that is no network in CIDR form, such as 192.0.2.0/24 or 2001:db8::/48.",
        ApiKeyFault.TooManyNetworks => $"networks has more than {ApiKeyDraft.MostNetworks}.",
        ApiKeyFault.Expiry => $"expiresAt must lie in the future, and no further away than {options.LongestLifetime:c}.",
        _ => $"You have {options.MostPerUser} live API keys, which is as many as one may have. End one first.",
    };

    private static async Task<ApiKeyRequest?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasJsonContentType() ? await request.ReadFromJsonAsync<ApiKeyRequest>(cancellationToken) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ProblemHttpResult Refuse(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status400BadRequest);
}

/// <summary>A key that somebody asks for.</summary>
/// <param name="Name">What you call it.</param>
/// <param name="Scopes">What it shall open.</param>
/// <param name="Networks">From where it may be used, in CIDR form; anywhere where this is missing or empty.</param>
/// <param name="ExpiresAt">Until when; 90 days where this is missing.</param>
internal sealed record ApiKeyRequest(string? Name, IReadOnlyList<string>? Scopes, IReadOnlyList<string>? Networks = null, DateTimeOffset? ExpiresAt = null);

/// <summary>A key as its owner sees it.</summary>
internal sealed record ApiKeyView(
    Guid Id,
    string Name,
    string Hint,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> Networks,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedFrom)
{
    public static ApiKeyView Of(ApiKey key) =>
        new(key.Id, key.Name, key.Hint, key.Scopes, key.Networks, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.LastUsedFrom);
}

/// <summary>A key that was made just now, with its text.</summary>
internal sealed record NewApiKeyView(Guid Id, string Name, string Hint, string Key, IReadOnlyList<string> Scopes, IReadOnlyList<string> Networks, DateTimeOffset ExpiresAt)
{
    public static NewApiKeyView Of(ApiKeyResult.Created created) => new(
        created.Key.Id, created.Key.Name, created.Key.Hint, created.Text, created.Key.Scopes, created.Key.Networks, created.Key.ExpiresAt);
}
