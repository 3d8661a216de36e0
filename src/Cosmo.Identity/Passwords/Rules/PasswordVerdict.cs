namespace Cosmo.Identity.Passwords.Rules;

/// <summary>Whether a password may be set.</summary>
internal abstract record PasswordVerdict
{
    private PasswordVerdict()
    {
    }

    /// <summary>It may.</summary>
    internal sealed record Accepted : PasswordVerdict;

    /// <summary>It may not.</summary>
    /// <param name="Reasons">Why, for people, as what can be said of the password: <c>has fewer than 8 characters</c>.</param>
    internal sealed record Refused(IReadOnlyList<string> Reasons) : PasswordVerdict
    {
        /// <summary>The reasons as sentences of a page: <c>It has fewer than 8 characters.</c></summary>
        public IEnumerable<string> Sentences => Reasons.Select(reason => string.Format(PasswordTexts.It, reason));
    }
}
