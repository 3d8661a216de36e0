using System.ComponentModel.DataAnnotations;
using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Passwords.Breaches;

/// <summary>A service that knows breached passwords by the first five digits of their hash. None is asked by default.</summary>
internal sealed class BreachCheckOptions : IValidatableObject
{
    public const string Section = "Passwords:BreachCheck";

    /// <summary>
    /// The range address of a service that speaks as Have I Been Pwned does, such as <c>https://api.pwnedpasswords.com/range/</c>; five
    /// hexadecimal digits are appended. https, or http on this machine. Default none.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>How long a person who sets a password waits for the service. Then the password is accepted unchecked. Default 2 seconds.</summary>
    [DurationBetween("00:00:00.100", "00:00:10")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Where to ask, without a slash at the end; null where nobody is asked.</summary>
    public Uri? Address => Url is { Length: > 0 } url ? new Uri(url.TrimEnd('/')) : null;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Url is { Length: > 0 } url && FaultOf(url) is { } fault ? [new ValidationResult(fault, [nameof(Url)])] : [];

    private static string? FaultOf(string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0 ? "must be an https address, such as https://api.pwnedpasswords.com/range/"
        // What is asked for tells something about a new password.
        : uri.Scheme == "http" && !uri.IsLoopback ? "must be https"
        : uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0 ? "must have neither user name, query nor fragment"
        : null;
}
