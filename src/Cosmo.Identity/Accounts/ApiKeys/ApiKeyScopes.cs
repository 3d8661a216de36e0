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

    /// <summary>The first two in the words of the pages.</summary>
    public static IReadOnlyList<ScopeText> OfAccount =>
    [
        new(Read, "See your account", "Your sessions, connected applications, history and keys"),
        new(Write, "End what is open", "End your sessions, and withdraw what applications may do"),
    ];
}
