using Cosmo.Identity.Passwords.Rules;

namespace Cosmo.Identity.Server.Commands;

/// <summary>A new password that an operator gives for somebody, judged by the rules that hold for everybody.</summary>
internal static class NewPassword
{
    /// <exception cref="RefusedException">The password may not be set; the message says why.</exception>
    public static async Task<string> ReadAsync(CommandServices services, bool fromStandardInput, PasswordContext context, CancellationToken cancellationToken)
    {
        var password = PasswordInput.Read(fromStandardInput);
        return await services.PasswordRules.JudgeAsync(password, context, cancellationToken) is PasswordVerdict.Refused refused
            ? throw new RefusedException($"The password {string.Join(", and ", refused.Reasons)}.")
            : password;
    }

    /// <summary>Says how good it is.</summary>
    public static void Tell(CommandServices services, string password, PasswordContext context) =>
        Console.WriteLine($"The password is {services.PasswordRules.Advise(password, context)}");
}
