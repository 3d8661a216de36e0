using Cosmo.Identity.Clients;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>
/// What a key may open beside the scopes of resource servers: the self-service API, where access tokens need no scope of their own. Never
/// who somebody is (<c>openid</c> and its like), nor tokens (<c>offline_access</c>): a key signs nobody in.
/// </summary>
internal static class ApiKeyScopes
{
    /// <summary>See sessions, applications, history and keys.</summary>
    public const string Read = "cosmo.account.read";

    /// <summary>End sessions, tokens and applications. Never make keys.</summary>
    public const string Write = "cosmo.account.write";

    /// <summary>For administrators only.</summary>
    public const string Admin = "cosmo.admin";

    /// <summary>What a scope means, in words.</summary>
    public static ScopeText Describe(string name, Scope? declared) => name switch
    {
        Read => new ScopeText(Read, ApiKeyTexts.ScopeRead, ApiKeyTexts.ScopeReadDescription),
        Write => new ScopeText(Write, ApiKeyTexts.ScopeWrite, ApiKeyTexts.ScopeWriteDescription),
        _ => ScopeWords.Describe(name, declared),
    };
}
