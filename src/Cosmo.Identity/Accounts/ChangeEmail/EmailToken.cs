using System.Data.Common;
using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.ChangeEmail;

/// <summary>A mailed link about an address, as it is found by its secret.</summary>
/// <param name="Id">Its key.</param>
/// <param name="UserId">Whose account it is about.</param>
/// <param name="About">The new address; for a link that undoes, the old one as it is looked up.</param>
/// <param name="Email">The account's address when the link was made; for one that undoes, the address that it brings back.</param>
/// <param name="Hash">Of the secret.</param>
internal sealed record EmailToken(Guid Id, Guid UserId, string About, string? Email, string Hash)
{
    /// <summary>Null unless there is such a link that was not used and is not too old. Looking uses nothing up.</summary>
    public static async ValueTask<EmailToken?> FindAsync(Database database, string purpose, string? text, DateTimeOffset now, CancellationToken cancellationToken) =>
        OneTimeSecret.TryHash(purpose, text) is { } hash
            ? await database.ReadFirstAsync(EmailStatements.Find(purpose, hash, now), row => Read(row, hash), cancellationToken)
            : null;

    private static EmailToken Read(DbDataReader row, string hash) => new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.Text(3), hash);
}
