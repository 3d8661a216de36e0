using System.Buffers.Text;
using System.Security.Cryptography;
using Cosmo.Identity.Passwords.Breaches;
using Cosmo.Identity.Passwords.Rules;

namespace Cosmo.Identity.Server.Doctor;

/// <summary>What new passwords are compared with, and whether the service that knows breached ones answers.</summary>
internal static class PasswordsCheck
{
    private const string Subject = "passwords";

    public static async Task<Finding> RunAsync(CosmoSettings settings, CancellationToken cancellationToken)
    {
        var list = $"new ones are compared with a list of {CommonPasswords.Count} common ones";
        if (settings.BreachCheck.Address is not { } address)
        {
            return new Finding.Fine(Subject, $"{list}; no breach service is asked");
        }

        using var range = new BreachRange(settings.BreachCheck);
        return await range.AskAsync(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), cancellationToken) is BreachAnswer.Failed failed
            ? new Finding.Warning(Subject, $"{address} cannot be asked for breached passwords: {failed.Reason}", "Meanwhile passwords are accepted that it knows. Check Passwords:BreachCheck:Url, and that this machine may connect to it.")
            : new Finding.Fine(Subject, $"{list}, and {address} is asked for breached ones");
    }
}
