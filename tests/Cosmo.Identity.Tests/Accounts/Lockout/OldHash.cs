using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cosmo.Identity.Tests.Accounts.Lockout;

/// <summary>Password hashes as ASP.NET Core Identity makes them.</summary>
internal static class OldHash
{
    public static string Of(string password, int iterations) =>
        new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = iterations })).HashPassword(new object(), password);
}
