using System.Data.Common;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;

namespace Cosmo.Identity.Accounts.Care;

/// <summary>An account as it is before something is done to it.</summary>
/// <param name="User">The person.</param>
/// <param name="DisabledAt">When it was closed.</param>
/// <param name="ConcurrencyStamp">Another one with each change of the row.</param>
internal sealed record CareSubject(UserRecord User, DateTimeOffset? DisabledAt, string ConcurrencyStamp)
{
    private const string Select = $"SELECT {UserRecord.Columns}, u.disabled_at, coalesce(u.concurrency_stamp, '') FROM users u WHERE u.id = $1";

    public static SqlStatement Of(Guid user) => new(Select, user);

    public static CareSubject Read(DbDataReader row) => new(UserRecord.Read(row), row.Instant(11), row.GetString(12));

    /// <summary>Whether there is anywhere to tell them what was done.</summary>
    public bool HasAddress => MailAddresses.IsOne(User.Email);

    /// <summary>Whether a link reaches them, and nobody else, and would work.</summary>
    public bool MayHaveLink => DisabledAt is null && User.EmailVerified && HasAddress;
}
