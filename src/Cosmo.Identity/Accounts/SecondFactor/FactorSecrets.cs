using Microsoft.AspNetCore.DataProtection;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>Seals the secrets of authenticator apps, so that a copy of the database makes no codes.</summary>
internal sealed class FactorSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("totp-secret");

    public string Seal(byte[] secret) => protector.Protect(Convert.ToBase64String(secret));

    public byte[] Open(string text) => Convert.FromBase64String(protector.Unprotect(text));
}
