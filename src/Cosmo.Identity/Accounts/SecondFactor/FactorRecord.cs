using System.Data.Common;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>A person's authenticator app as requests read it.</summary>
internal sealed record FactorRecord(Guid Id, string Secret, DateTimeOffset CreatedAt, long LastStep, DateTimeOffset LastUsedAt, int CodesLeft)
{
    private const string Select =
        """
        SELECT f.id, f.secret, f.created_at, f.last_step, f.last_used_at,
               (SELECT count(*) FROM recovery_codes c WHERE c.user_id = f.user_id AND c.used_at IS NULL)
        FROM totp_factors f WHERE f.user_id = $1
        """;

    public static SqlStatement Of(Guid user) => new(Select, user);

    public static FactorRecord Read(DbDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.Instant(2)!.Value, row.GetInt64(3), row.Instant(4)!.Value, (int)row.GetInt64(5));
}

/// <summary>What decides whether a right password is enough: the person's factor, and whether their role wants one.</summary>
internal sealed record FactorState(Guid? Factor, bool OpensAdminArea)
{
    private const string Select =
        $"SELECT (SELECT f.id FROM totp_factors f WHERE f.user_id = u.id), {AdminRole.OpensArea} FROM (SELECT $1 AS id) u";

    public static SqlStatement Of(Guid user) => new(Select, user);

    public static FactorState Read(DbDataReader row) => new(row.Id(0), row.GetBoolean(1));

    /// <summary>Whether this person must have a factor.</summary>
    public bool IsRequiredBy(FactorPolicy policy) => policy == FactorPolicy.RequiredForAll || (policy == FactorPolicy.RequiredForAdmins && OpensAdminArea);
}
