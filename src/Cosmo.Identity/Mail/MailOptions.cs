using System.ComponentModel.DataAnnotations;
using System.Net;
using MimeKit;

namespace Cosmo.Identity.Mail;

/// <summary>The server that takes this provider's mails.</summary>
public sealed class MailOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Mail";

    /// <summary>The SMTP server. Default none: Development then writes mails into a folder, and elsewhere nobody gets any.</summary>
    public string? Host { get; set; }

    /// <summary>Its port. Default 587, submission (RFC 6409).</summary>
    [Range(1, 65535, ErrorMessage = "must be from 1 to 65535")]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected. Default STARTTLS, which is demanded, not tried.</summary>
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>The account there. Default none: the server takes mails from this machine without one.</summary>
    public string? UserName { get; set; }

    /// <summary>Its password. It belongs into the environment.</summary>
    public string? Password { get; set; }

    /// <summary>The sender, such as <c>Cosmo Identity &lt;no-reply@example.com&gt;</c>. Required with <see cref="Host"/>.</summary>
    public string? From { get; set; }

    /// <summary>Where Development without <see cref="Host"/> keeps mails, from the current directory. Default <c>data/mail</c>.</summary>
    [Required(ErrorMessage = "must be a folder, such as data/mail")]
    public string Folder { get; set; } = Path.Combine("data", "mail");

    /// <summary>Whether an SMTP server is named.</summary>
    internal bool HasServer => !string.IsNullOrEmpty(Host);

    /// <summary>Whether what is said to the server stays on this machine.</summary>
    internal bool IsLoopback => string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HasServer && Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            yield return new ValidationResult("is no host name or address, such as smtp.example.com", [nameof(Host)]);
        }

        if (string.IsNullOrEmpty(From) ? HasServer : !IsSender(From))
        {
            yield return new ValidationResult("must be one sender, such as Cosmo Identity <no-reply@example.com>", [nameof(From)]);
        }

        if (string.IsNullOrEmpty(UserName) != string.IsNullOrEmpty(Password))
        {
            yield return new ValidationResult($"goes together with {Section}:{(string.IsNullOrEmpty(UserName) ? nameof(UserName) : nameof(Password))}", [string.IsNullOrEmpty(UserName) ? nameof(Password) : nameof(UserName)]);
        }

        if (Security == MailSecurity.None && HasServer && !IsLoopback && !string.IsNullOrEmpty(Password))
        {
            yield return new ValidationResult("would send the password for all to read: use StartTls or Tls", [nameof(Security)]);
        }
    }

    private static bool IsSender(string text) => MailboxAddress.TryParse(text, out var sender) && MailAddresses.IsOne(sender.Address);
}

/// <summary>How the connection to the SMTP server is protected.</summary>
public enum MailSecurity
{
    /// <summary>It begins in clear and must become TLS before anything else is said (RFC 3207).</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314), usually on port 465.</summary>
    Tls,

    /// <summary>None: for a server on this machine.</summary>
    None,
}
