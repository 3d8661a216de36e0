using Cosmo.Identity.Mail;
using Cosmo.Identity.Mail.Delivery;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Doctor;

/// <summary>Whether mails reach an SMTP server: connection, TLS and login are tried, and nothing is sent.</summary>
internal static class MailCheck
{
    public static async Task<Finding> RunAsync(ProgramSettings program, MailOptions options, CancellationToken cancellationToken)
    {
        if (!options.HasServer)
        {
            return program.IsDevelopment
                ? new Finding.Fine("mail", $"kept in {options.Folder} and shown at /dev/mail")
                : new Finding.Warning("mail", "no server is named: nobody gets mails, such as the link for a new password", "Set Mail:Host and Mail:From.");
        }

        try
        {
            using var client = await SmtpSession.OpenAsync(options, cancellationToken);
            await client.DisconnectAsync(quit: true, cancellationToken);
            return new Finding.Fine("mail", $"{options.Host}:{options.Port} answers ({options.Security}{(string.IsNullOrEmpty(options.UserName) ? "" : $", as {options.UserName}")})");
        }
        catch (Exception exception) when (SmtpSession.IsUsual(exception))
        {
            return new Finding.Error("mail", $"{options.Host}:{options.Port} cannot be used: {SmtpSession.Reason(exception)}", "Check Mail:Host, Port, Security, UserName and Password. Mails wait until then, or until they expire.");
        }
    }
}
