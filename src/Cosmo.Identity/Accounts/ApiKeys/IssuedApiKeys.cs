using System.Net;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>A person's API keys: made, listed, ended, and found again when a program presents one.</summary>
internal sealed class IssuedApiKeys(Database database, SecurityEventRecorder recorder, ClientRegistry registry, ApiKeysOptions options, TimeProvider clock)
{
    /// <summary>Last use is exact to this much; it is not worth a write per request.</summary>
    private static readonly TimeSpan TouchPeriod = TimeSpan.FromMinutes(1);

    /// <summary>What a person may let a key have.</summary>
    public async Task<IReadOnlyList<ScopeText>> ReadScopesAsync(Guid user, CancellationToken cancellationToken)
    {
        var known = await registry.GetAsync(cancellationToken);
        var roles = await database.ReadAllAsync(UserRecord.RolesOf(user), UserRecord.ReadRole, cancellationToken);
        string[] own = roles.Contains(AdminRole.Name, StringComparer.Ordinal) ? [ApiKeyScopes.Read, ApiKeyScopes.Write, ApiKeyScopes.Admin] : [ApiKeyScopes.Read, ApiKeyScopes.Write];
        return [.. own.Concat(known.Scopes.Keys.Order(StringComparer.Ordinal)).Select(name => ApiKeyScopes.Describe(name, known.Scopes.GetValueOrDefault(name)))];
    }

    /// <summary>The keys that were not ended, the newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ReadAsync(Guid user, CancellationToken cancellationToken) =>
        await database.ReadAllAsync(ApiKey.OfUser(user), ApiKey.Read, cancellationToken);

    /// <summary>Makes a key.</summary>
    /// <returns>Its text, which nobody can read again, or what is wrong.</returns>
    public async Task<ApiKeyResult> CreateAsync(
        Guid user, Guid? session, ApiKeyWish wish, IReadOnlyCollection<string> available, HttpContext context, CancellationToken cancellationToken)
    {
        var now = EventTime.Now(clock);
        var (draft, fault) = ApiKeyDraft.Of(wish.Name, wish.Scopes, wish.Networks, wish.ExpiresAt, available, now, options.LongestLifetime);
        if (draft is null)
        {
            return new ApiKeyResult.Unfit(fault!.Value);
        }

        var (id, text) = (Guid.CreateVersion7(), ApiKeyText.New());
        var fact = Event(SecurityEventType.ApiKeyCreated, user, session, context);
        fact.Details = EventDetails.Of(
            ("key", id), ("name", draft.Name), ("hint", text.Hint), ("scope", string.Join(' ', draft.Scopes)), ("networks", draft.Networks), ("expires_at", draft.ExpiresAt));
        fact.Condition = ApiKeyStatements.Inserted(id);
        var touched = await recorder.ExecuteAsync(
            [ApiKeyStatements.LockOwner(user), ApiKeyStatements.Insert(id, user, draft, text, now, options.MostPerUser)], [fact], cancellationToken);
        return touched[1] == 1
            ? new ApiKeyResult.Created(
                new ApiKey(id, user, draft.Name, text.Hint, draft.Scopes, draft.Networks, now, draft.ExpiresAt, null, null, null, false, false), text.Text)
            : new ApiKeyResult.Unfit(ApiKeyFault.TooMany);
    }

    /// <summary>Ends a key. False: the person has no such key.</summary>
    public async Task<bool> EndAsync(Guid user, Guid? session, Guid key, HttpContext context, CancellationToken cancellationToken)
    {
        var now = EventTime.Now(clock);
        var fact = Event(SecurityEventType.ApiKeyEnded, user, session, context);
        fact.Details = EventDetails.Of(("key", key));
        fact.Condition = ApiKeyStatements.Ended(key, now);
        return (await recorder.ExecuteAsync([ApiKeyStatements.End(key, user, now)], [fact], cancellationToken))[0] == 1;
    }

    /// <summary>Ends all keys of a person, for whoever ends everything that they have: a statement and its event for the same transaction.</summary>
    public (SqlStatement Statement, SecurityEvent Fact) EndAll(Guid user, Guid? session, HttpContext context)
    {
        var now = EventTime.Now(clock);
        var fact = Event(SecurityEventType.AllApiKeysEnded, user, session, context);
        fact.Condition = ApiKeyStatements.AnyEnded(user, now);
        return (ApiKeyStatements.EndAll(user, now), fact);
    }

    /// <summary>The key that a program presents, dead or alive; null where there is none, or none are taken here.</summary>
    public async ValueTask<ApiKey?> FindAsync(string? text, CancellationToken cancellationToken) =>
        options.Enabled && ApiKeyText.HasForm(text)
            ? await database.ReadFirstAsync(ApiKey.ByHash(ApiKeyText.HashOf(text!)), ApiKey.Read, cancellationToken)
            : null;

    /// <summary>Whether a key that was presented may be used, by whoever asks from this address; notes the use, or tells its owner of the refusal.</summary>
    /// <param name="key">The key.</param>
    /// <param name="from">Where it is used; null where nobody says.</param>
    /// <param name="clientId">The resource server at which it is used; null for our own API.</param>
    /// <param name="context">The request.</param>
    public async Task<ApiKeyUse> UseAsync(ApiKey key, IPAddress? from, string? clientId, HttpContext context)
    {
        var now = clock.GetUtcNow();
        if (!key.IsAlive(now))
        {
            return ApiKeyUse.Dead;
        }

        if (!key.Allows(from))
        {
            var fact = Event(SecurityEventType.ApiKeyRefused, key.UserId, null, context);
            fact.ClientId = clientId;
            fact.Details = EventDetails.Of(("key", key.Id), ("hint", key.Hint), ("reason", from is null ? "no_address" : "network"), ("used_from", from?.ToString()));
            await recorder.RecordAsync(fact, CancellationToken.None);
            return ApiKeyUse.FromElsewhere;
        }

        if (key.LastUsedAt is null || now - key.LastUsedAt > TouchPeriod)
        {
            await database.ExecuteAsync([ApiKeyStatements.Touch(key.Id, now, from?.ToString())], CancellationToken.None);
        }

        return ApiKeyUse.Allowed;
    }

    private static SecurityEvent Event(SecurityEventType type, Guid user, Guid? session, HttpContext context)
    {
        var fact = SecurityEvent.Of(type, context);
        (fact.SubjectId, fact.SessionId) = (user, session);
        return fact;
    }
}

/// <summary>What becomes of a key that is presented.</summary>
internal enum ApiKeyUse
{
    /// <summary>It may be used.</summary>
    Allowed,

    /// <summary>It has expired or was ended, or its owner's account is closed.</summary>
    Dead,

    /// <summary>It is used where it may not be; its owner is told.</summary>
    FromElsewhere,
}

/// <summary>A key as a person asks for it.</summary>
internal sealed record ApiKeyWish(string? Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> Networks, DateTimeOffset ExpiresAt);

/// <summary>What became of the wish for a key.</summary>
internal abstract record ApiKeyResult
{
    private ApiKeyResult()
    {
    }

    /// <summary>There it is.</summary>
    internal sealed record Created(ApiKey Key, string Text) : ApiKeyResult;

    /// <summary>Something is wrong with it; nothing was made.</summary>
    internal sealed record Unfit(ApiKeyFault Fault) : ApiKeyResult;
}
