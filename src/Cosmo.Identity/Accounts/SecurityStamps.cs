using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts;

/// <summary>The mark of a person's credentials: another one with each change of them, which everything that stood on the old ones notices.</summary>
internal static class SecurityStamps
{
    private const string IfIs = "EXISTS (SELECT 1 FROM users WHERE id = {0} AND security_stamp = {1})";

    private const string IfWritten = "EXISTS (SELECT 1 FROM users WHERE id = {0} AND concurrency_stamp = {1})";

    public static string New() => Guid.CreateVersion7().ToString("N");

    /// <summary>The person has this stamp. Of a new one that holds only where the change was made, so what follows belongs to it.</summary>
    public static EventCondition Is(Guid user, string stamp) => new(IfIs, user, stamp);

    /// <summary>The person's row has this concurrency stamp: of a new one, that the write which gives it was made.</summary>
    public static EventCondition IsWritten(Guid user, string concurrencyStamp) => new(IfWritten, user, concurrencyStamp);
}
