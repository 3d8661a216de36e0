using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Cosmo.Identity.Mail.Delivery;

/// <summary>A connection to the SMTP server of the settings: protected as they say, and authenticated.</summary>
internal static class SmtpSession
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Connects within half a minute; the caller disposes it.</summary>
    public static async Task<SmtpClient> OpenAsync(MailOptions options, CancellationToken cancellationToken)
    {
        var client = new SmtpClient
        {
            // A list of revoked certificates that cannot be loaded would stop all mail; HttpClient asks for none either.
            CheckCertificateRevocation = false,
            Timeout = (int)Patience.TotalMilliseconds,
        };
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            await client.ConnectAsync(options.Host!, options.Port, KindOf(options.Security), limit.Token);
            if (!string.IsNullOrEmpty(options.UserName))
            {
                await client.AuthenticateAsync(options.UserName, options.Password!, limit.Token);
            }

            return client;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            client.Dispose();
            throw new TimeoutException("the server did not answer in time", exception);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Whether it is something that goes wrong with servers and networks, not a fault of this program.</summary>
    public static bool IsUsual(Exception exception) => exception is SocketException or IOException or TimeoutException or ProtocolException
        or CommandException or AuthenticationException or SslHandshakeException or System.Security.Authentication.AuthenticationException
        or ServiceNotConnectedException or ServiceNotAuthenticatedException or NotSupportedException;

    /// <summary>In words, on one line, for the operator.</summary>
    public static string Reason(Exception exception)
    {
        var text = exception switch
        {
            SslHandshakeException => "the server's certificate is not trusted, or TLS failed: " + (exception.InnerException?.Message ?? exception.Message),
            AuthenticationException => "user name or password were refused: " + exception.Message,
            SmtpCommandException refused => $"{(int)refused.StatusCode} {refused.Message}",
            _ => exception.Message,
        };
        return string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
    }

    private static SecureSocketOptions KindOf(MailSecurity security) => security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };
}
