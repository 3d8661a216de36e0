using Cosmo.Identity.Accounts.Profile;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Unicode;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>Who somebody says they are, in the form in which it is stored.</summary>
/// <param name="Email">One address, in Unicode's form KC: another spelling of somebody's address is not another address (NORM-05).</param>
/// <param name="CanonicalEmail">As names are looked up.</param>
/// <param name="Name">The full name, if one was given.</param>
internal sealed record NewRegistration(string Email, string CanonicalEmail, string? Name)
{
    /// <summary>Null where the address is none.</summary>
    public static NewRegistration? Of(string? email, string? name)
    {
        var address = MailAddressOf(email);
        return address is null || UserNames.Canonical(address) is not { Length: <= PendingRegistration.LongestEmail } canonical
            ? null
            : new NewRegistration(address, canonical, string.IsNullOrWhiteSpace(name) ? null : name.Trim());
    }

    /// <summary>Whether a name may be stored: it may be left out.</summary>
    public static bool IsName(string? name) => string.IsNullOrWhiteSpace(name) || (name.Trim().Length <= PendingRegistration.LongestName && ProfileRules.IsText(name.Trim()));

    /// <summary>One address as it is stored; null where the text is none (MAIL-01).</summary>
    public static string? MailAddressOf(string? text) =>
        text is { Length: <= 300 } && Nfkc.Normalize(text.Trim(' ')) is { } address && MailAddresses.IsOne(address) && !address.Contains('%') ? address : null;
}
