using Cosmo.Identity.Requests;
using MailKit.Net.Smtp;
using MimeKit;

namespace Cosmo.Identity.Mail.Delivery;

/// <summary>Hands letters to the SMTP server of the settings, each on a connection of its own.</summary>
internal sealed class SmtpTransport(MailOptions options, Issuer issuer) : IMailTransport
{
    /// <summary>Servers that look into messages take their time before the last word; to hang up then would send it twice (RFC 5321 §4.5.3.2.6).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly MailboxAddress from = MailboxAddress.Parse(options.From!);

    public bool IsOpen => true;

    public async Task<DeliveryResult> SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        try
        {
            using var client = await SmtpSession.OpenAsync(options, cancellationToken);
            client.Timeout = (int)Patience.TotalMilliseconds;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            await client.SendAsync(letter.ToMime(from, issuer), limit.Token);
            await TryLeaveAsync(client, limit.Token);
            return new DeliveryResult.Sent();
        }
        catch (SmtpCommandException exception) when (IsForGood(exception))
        {
            return new DeliveryResult.Refused(SmtpSession.Reason(exception));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryResult.Later("the server did not answer in time");
        }
        catch (Exception exception) when (SmtpSession.IsUsual(exception))
        {
            return new DeliveryResult.Later(SmtpSession.Reason(exception));
        }
    }

    /// <summary>The recipient or the message is refused by a 5xx. One for the sender or the login is the operator's to mend, and the mail waits.</summary>
    private static bool IsForGood(SmtpCommandException exception) =>
        exception.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted && (int)exception.StatusCode >= 500;

    // It is delivered already; how the connection ends changes nothing.
    private static async Task TryLeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (SmtpSession.IsUsual(exception) || exception is OperationCanceledException)
        {
        }
    }
}
