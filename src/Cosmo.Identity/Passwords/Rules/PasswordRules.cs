using Cosmo.Identity.Passwords.Breaches;
using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Passwords.Rules;

/// <summary>
/// Whether a password may be set: the one judge whom every place that sets one asks. Length and lists, and nothing about which
/// kinds of characters it has (ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.9, 6.2.11, 6.2.12; NIST SP 800-63B-4 §3.1.1.2).
/// </summary>
/// <remarks>
/// The password itself is never changed, neither here nor at sign-in: not trimmed, cut or normalised (ASVS 6.2.8). Only what it is
/// compared with lists by is folded: NFKC, lower case.
/// </remarks>
internal sealed class PasswordRules(PasswordsOptions options, Issuer issuer, BreachCheck breaches)
{
    /// <summary>In code points: beyond any passphrase, and the work for one stays small (C-08).</summary>
    public const int MaximumLength = 128;

    private const string Product = "Cosmo Identity";

    /// <summary>How many characters a password has at least, for what pages say.</summary>
    public int MinimumLength => options.MinimumLength;

    /// <summary>By these rules and, where one is set up, by the service that knows breached passwords.</summary>
    public async Task<PasswordVerdict> JudgeAsync(string password, PasswordContext context, CancellationToken cancellationToken)
    {
        var verdict = Judge(password, context);
        // Others are not asked about what is refused anyway.
        return verdict is PasswordVerdict.Accepted && await breaches.IsBreachedAsync(password, cancellationToken)
            ? new PasswordVerdict.Refused([PasswordReasons.Breached])
            : verdict;
    }

    /// <summary>By what is known here; nobody else is asked.</summary>
    public PasswordVerdict Judge(string password, PasswordContext context)
    {
        var reasons = Reasons(password, context).ToList();
        return reasons.Count == 0 ? new PasswordVerdict.Accepted() : new PasswordVerdict.Refused(reasons);
    }

    /// <summary>How good it is and how it could be better. Advice only: what is refused is refused by <see cref="JudgeAsync"/>.</summary>
    public PasswordAdvice Advise(string password, PasswordContext context) => PasswordStrength.Of(password, WordsOf(context));

    private IEnumerable<string> Reasons(string password, PasswordContext context)
    {
        if (!PasswordHashing.CanBeHashed(password))
        {
            return [password.Length > PasswordHashing.MaximumPasswordBytes ? PasswordReasons.TooLong : PasswordReasons.NotText];
        }

        var length = password.EnumerateRunes().Count();
        return length < options.MinimumLength ? [PasswordReasons.TooShort(options.MinimumLength)]
            : length > MaximumLength ? [PasswordReasons.TooLong]
            : ListReasons(Folded.Of(password), context);
    }

    private IEnumerable<string> ListReasons(string folded, PasswordContext context)
    {
        if (CommonPasswords.Contains(folded))
        {
            yield return PasswordReasons.Common;
        }

        if (Monotony.IsRepetition(folded))
        {
            yield return PasswordReasons.Repetition;
        }
        else if (Monotony.IsRun(folded))
        {
            yield return PasswordReasons.Run;
        }

        if (ContextMatch.IsLittleMoreThan(folded, WordsOf(context)))
        {
            yield return PasswordReasons.Context;
        }
    }

    private IReadOnlyList<string> WordsOf(PasswordContext context) => ContextMatch.Words(
    [
        context.UserName,
        context.Email,
        .. context.Names,
        HostOf(issuer),
        Product,
        .. options.ContextWords,
    ]);

    /// <summary>Without the last label, which is nobody's own.</summary>
    private static string HostOf(Issuer issuer)
    {
        var host = issuer.Uri.Host;
        return issuer.Uri.HostNameType == UriHostNameType.Dns && host.LastIndexOf('.') is > 0 and var dot ? host[..dot] : host;
    }
}
