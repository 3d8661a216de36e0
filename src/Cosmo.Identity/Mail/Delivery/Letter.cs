using Cosmo.Identity.Requests;
using MimeKit;

namespace Cosmo.Identity.Mail.Delivery;

/// <summary>A claimed mail, and how it looks on the wire.</summary>
internal sealed record Letter(Guid Id, string Kind, Guid? SubjectId, string Recipient, string Subject, string Text, string Html, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int Tries)
{
    /// <summary>As MIME, with the headers of a machine's message (RFC 3834 §5): no vacation notice answers it.</summary>
    public MimeMessage ToMime(MailboxAddress from, Issuer issuer)
    {
        var message = new MimeMessage
        {
            Subject = Subject,
            Date = CreatedAt,
            // The same at each try: whoever gets it twice, because an acknowledgement was lost, can tell.
            MessageId = $"{Id:N}@{issuer.Uri.IdnHost.Trim('[', ']')}",
            Body = new MultipartAlternative(new TextPart("plain") { Text = Text }, new TextPart("html") { Text = Html }),
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress("", Recipient));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
