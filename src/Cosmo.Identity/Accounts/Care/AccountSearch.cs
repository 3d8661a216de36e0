using System.Data.Common;
using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.Care;

/// <summary>Finds accounts, in the order of their user names.</summary>
public sealed class AccountSearch
{
    /// <summary>The most that one page holds.</summary>
    public const int LargestPage = 50;

    private const int MostRoles = 200;

    // The counter joins only where it locks.
    private const string SelectText =
        $"""
        SELECT {UserRecord.Columns}, u.created_at, u.disabled_at, c.expires_at, u.normalized_user_name
        FROM users u LEFT JOIN sign_in_counters c
            ON c.key = '{Counter.Accounts}' || lower(CAST(u.id AS text)) AND c.failures >= $1 AND c.expires_at > $2
        """;

    private const string Order = " ORDER BY u.normalized_user_name LIMIT $3";

    private const string SelectRolesText = "SELECT name FROM roles WHERE name IS NOT NULL ORDER BY name LIMIT $1";

    private readonly Database database;
    private readonly LockoutOptions lockout;
    private readonly TimeProvider clock;

    internal AccountSearch(Database database, LockoutOptions lockout, TimeProvider clock) => (this.database, this.lockout, this.clock) = (database, lockout, clock);

    /// <summary>A page of accounts.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The <see cref="AccountPage.Next"/> of the page before; null at the beginning.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Stops between two queries.</param>
    public async Task<AccountPage> ReadAsync(AccountFilter filter, string? after, int count, CancellationToken cancellationToken)
    {
        count = Math.Clamp(count, 1, LargestPage);
        var rows = await database.ReadAllAsync(Select(filter, after, count + 1), Read, cancellationToken);
        var shown = rows.Take(count).ToList();
        var roles = await RolesOfAsync([.. shown.Select(row => row.Account.Id)], cancellationToken);
        return new AccountPage(
            [.. shown.Select(row => row.Account with { Roles = [.. roles[row.Account.Id]] })],
            rows.Count > count ? shown[^1].Key : null);
    }

    /// <summary>One account; null where there is none.</summary>
    public async Task<AccountSummary?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync(new AccountFilter { Id = id }, null, 1, cancellationToken)).Accounts is [var account] ? account : null;

    /// <summary>The names of all roles that there are, with those of the console.</summary>
    public async Task<IReadOnlyList<string>> ReadRolesAsync(CancellationToken cancellationToken)
    {
        var names = await database.ReadAllAsync(new SqlStatement(SelectRolesText, MostRoles), UserRecord.ReadRole, cancellationToken);
        return [.. names.Union([AdminRole.Name, AdminRole.Auditor], StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
    }

    private SqlStatement Select(AccountFilter filter, string? after, int count)
    {
        List<SqlValue> values = [lockout.FailureLimit, clock.GetUtcNow(), count];
        List<string> conditions = [];
        if (filter.Id is { } id)
        {
            Add(id, "u.id = {0}");
        }

        if (filter.Prefix is { } prefix)
        {
            Add(LikePattern.Beginning(prefix), @"(u.normalized_user_name LIKE {0} ESCAPE '\' OR u.normalized_email LIKE {0} ESCAPE '\')");
        }

        if (filter.Role is { } role)
        {
            Add(UserNames.Canonical(role) ?? "", "EXISTS (SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id AND r.normalized_name = {0})");
        }

        if (after is not null)
        {
            Add(after, "u.normalized_user_name > {0}");
        }

        conditions.AddRange(filter.State switch
        {
            AccountState.Disabled => ["u.disabled_at IS NOT NULL"],
            AccountState.Locked => ["u.disabled_at IS NULL AND c.key IS NOT NULL"],
            AccountState.Open => ["u.disabled_at IS NULL AND c.key IS NULL"],
            _ => (string[])[],
        });
        return new SqlStatement($"{SelectText}{(conditions.Count == 0 ? "" : " WHERE ")}{string.Join(" AND ", conditions)}{Order}", [.. values]);

        void Add(SqlValue value, string condition)
        {
            values.Add(value);
            conditions.Add(condition.Replace("{0}", $"${values.Count}", StringComparison.Ordinal));
        }
    }

    private static (AccountSummary Account, string Key) Read(DbDataReader row)
    {
        var user = UserRecord.Read(row);
        var lockedUntil = row.Instant(13);
        var account = new AccountSummary(user.Id, user.UserName)
        {
            FullName = user.FullName,
            Email = user.Email,
            EmailVerified = user.EmailVerified,
            State = user.IsDisabled ? AccountState.Disabled : lockedUntil is null ? AccountState.Open : AccountState.Locked,
            LockedUntil = lockedUntil,
            CreatedAt = row.Instant(11)!.Value,
            DisabledAt = row.Instant(12),
        };
        return (account, row.Text(14) ?? "");
    }

    private async Task<ILookup<Guid, string>> RolesOfAsync(IReadOnlyList<Guid> users, CancellationToken cancellationToken)
    {
        if (users.Count == 0)
        {
            return Array.Empty<(Guid, string)>().ToLookup(role => role.Item1, role => role.Item2);
        }

        var places = string.Join(", ", users.Select((_, i) => $"${i + 1}"));
        var roles = await database.ReadAllAsync(
            new SqlStatement(
                $"SELECT ur.user_id, r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id IN ({places}) ORDER BY r.name", [.. users.Select(id => (SqlValue)id)]),
            row => (User: row.GetGuid(0), Name: row.GetString(1)),
            cancellationToken);
        return roles.ToLookup(role => role.User, role => role.Name);
    }
}

/// <summary>Which accounts are asked for; what is null asks for all.</summary>
public sealed record AccountFilter
{
    /// <summary>This one.</summary>
    public Guid? Id { get; init; }

    /// <summary>How the user name or the e-mail address begins, in canonical form.</summary>
    internal string? Prefix { get; init; }

    /// <summary>With this role.</summary>
    public string? Role { get; init; }

    /// <summary>In this state.</summary>
    public AccountState? State { get; init; }

    /// <summary>What somebody typed into a field of search: the beginning of a name or an address, or a subject. Null where no account can be meant.</summary>
    public AccountFilter? WithText(string text) =>
        Guid.TryParseExact(text.Trim(), "D", out var id) ? this with { Id = id }
        : UserNames.Canonical(text) is { } prefix ? this with { Prefix = prefix }
        : null;
}

/// <summary>Whether somebody may sign in to an account.</summary>
public enum AccountState
{
    /// <summary>Whoever knows the password.</summary>
    Open,

    /// <summary>Too many sign-ins failed: for a time only on devices that the account knows.</summary>
    Locked,

    /// <summary>An operator closed it: nobody.</summary>
    Disabled,
}

/// <summary>Some accounts.</summary>
/// <param name="Accounts">In the order of their names.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record AccountPage(IReadOnlyList<AccountSummary> Accounts, string? Next);

/// <summary>An account as lists show it.</summary>
public sealed record AccountSummary(Guid Id, string UserName)
{
    /// <summary>As the person gave it.</summary>
    public string? FullName { get; init; }

    /// <summary>Their address.</summary>
    public string? Email { get; init; }

    /// <summary>Whether somebody has shown that they read its mail.</summary>
    public bool EmailVerified { get; init; }

    /// <summary>By name.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Whether somebody may sign in.</summary>
    public AccountState State { get; init; }

    /// <summary>When failed sign-ins are forgotten that lock it.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When an operator closed it.</summary>
    public DateTimeOffset? DisabledAt { get; init; }
}
