using Cosmo.Identity.Tests.Harness;

namespace Cosmo.Identity.Tests.Accounts.ApiKeys;

/// <summary>API keys behind the server's back, for tests of what ends them.</summary>
internal static class KeyRows
{
    /// <summary>Somebody made this person a key.</summary>
    public static Task AddKeyAsync(this TestDatabase database, string userName) => database.ExecuteAsync(
        $"""
        INSERT INTO api_keys (id, user_id, name, hash, hint, scopes, created_at, expires_at)
        VALUES ('{Guid.CreateVersion7().ToString().ToUpperInvariant()}', (SELECT id FROM users WHERE user_name = '{userName}'), 'Left behind', '{Guid.NewGuid():N}', 'cosmo', 'orders.read', '2026-01-01 00:00:00', '2099-01-01 00:00:00')
        """);

    /// <summary>How many keys of anybody are alive.</summary>
    public static Task<int> LiveKeysAsync(this TestDatabase database) => database.CountAsync("SELECT count(*) FROM api_keys WHERE ended_at IS NULL");
}
