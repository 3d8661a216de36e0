using Cosmo.Identity.Mail.Mailbox;
using Cosmo.Identity.Requests;
using MimeKit;

namespace Cosmo.Identity.Mail.Delivery;

/// <summary>Development without an SMTP server: each letter becomes a file that any mail program opens, and <c>/dev/mail</c> shows.</summary>
internal sealed class FolderTransport(MailFolder folder, MailOptions options, Issuer issuer) : IMailTransport
{
    private readonly MailboxAddress from = options.From is { Length: > 0 } given ? MailboxAddress.Parse(given) : new MailboxAddress("Cosmo Identity", "no-reply@localhost");

    public bool IsOpen => true;

    public async Task<DeliveryResult> SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        try
        {
            await folder.WriteAsync(letter.Id, letter.ToMime(from, issuer), cancellationToken);
            return new DeliveryResult.Sent();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new DeliveryResult.Later(exception.Message);
        }
    }
}
