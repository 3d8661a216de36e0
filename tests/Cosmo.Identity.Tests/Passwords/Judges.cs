using Cosmo.Identity.Passwords.Breaches;
using Cosmo.Identity.Passwords.Rules;
using Cosmo.Identity.Requests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cosmo.Identity.Tests.Passwords;

/// <summary>The password rules of one server, which asks nobody else.</summary>
internal static class Judges
{
    /// <summary>Of <c>https://login.acme-widgets.example</c>.</summary>
    public static PasswordRules Rules(int minimum = 8, params string[] words) => new(
        new PasswordsOptions { MinimumLength = minimum, ContextWords = words },
        new Issuer("https://login.acme-widgets.example"),
        new BreachCheck(new BreachRange(new BreachCheckOptions()), null!, TimeProvider.System, NullLogger<BreachCheck>.Instance));

    /// <summary>The reasons; none where it is accepted.</summary>
    public static IReadOnlyList<string> Reasons(this PasswordRules rules, string password, PasswordContext? context = null) =>
        rules.Judge(password, context ?? PasswordContext.Nobody) is PasswordVerdict.Refused refused ? refused.Reasons : [];
}
