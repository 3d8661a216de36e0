using System.Globalization;
using System.Text.Encodings.Web;
using Cosmo.Identity.Admin.Layout;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.SecurityEvents.Reading;
using Microsoft.AspNetCore.Html;

namespace Cosmo.Identity.Admin.SecurityEvents;

/// <summary>
/// An event as a row of a list, on the page and in its stream alike. All that it says goes through the encoder: names, devices and details
/// are what strangers wrote.
/// </summary>
/// <param name="Event">The event.</param>
/// <param name="UserName">What the user is called whom it is about; null where there is none any more.</param>
internal sealed record EventRow(SecurityEvent Event, string? UserName) : IHtmlContent
{
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        var at = Event.OccurredAt.UtcDateTime;
        writer.Write("<tr id=\"e-");
        writer.Write(Event.Id.ToString("N"));
        writer.Write("\">");
        Cell(EventTexts.When);
        writer.Write("<a href=\"/admin/security-events/");
        writer.Write(Event.Id.ToString("D"));
        writer.Write("\"><time datetime=\"");
        writer.Write(at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        writer.Write("\">");
        writer.Write(at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        writer.Write("</time></a></td>");
        Cell(EventTexts.Severity);
        var (style, word) = SeverityBadge.Of(Event.Severity);
        writer.Write("<span class=\"badge ");
        writer.Write(style);
        writer.Write("\">");
        encoder.Encode(writer, word);
        writer.Write("</span></td>");
        Cell(EventTexts.Type);
        writer.Write("<code>");
        encoder.Encode(writer, SecurityEventJson.NameOf(Event.Type));
        writer.Write("</code>");
        if (Event.Count > 1)
        {
            writer.Write(" <span class=\"quiet\">×");
            writer.Write(Event.Count.ToString(CultureInfo.InvariantCulture));
            writer.Write("</span>");
        }

        writer.Write("</td>");
        Cell(EventTexts.User, Event.SubjectId is null);
        if (Event.SubjectId is { } subject)
        {
            Link($"/admin/users/{subject:D}", UserName ?? subject.ToString("D")[..8]);
        }
        else
        {
            writer.Write('–');
        }

        writer.Write("</td>");
        Cell(EventTexts.Address, Event.IpAddress is null);
        if (Event.IpAddress is { Length: > 0 } address)
        {
            Link($"/admin/addresses/{Uri.EscapeDataString(address)}", address);
        }
        else
        {
            writer.Write('–');
        }

        writer.Write("</td>");
        Cell(EventTexts.Client, Event.ClientId is null);
        encoder.Encode(writer, Event.ClientId ?? "–");
        writer.Write("</td></tr>");

        void Cell(string label, bool isEmpty = false)
        {
            // On a narrow screen, where each cell is a line, an empty one is left out.
            writer.Write(isEmpty ? "<td class=\"none\" data-label=\"" : "<td data-label=\"");
            encoder.Encode(writer, label);
            writer.Write("\">");
        }

        void Link(string target, string words)
        {
            writer.Write("<a href=\"");
            encoder.Encode(writer, target);
            writer.Write("\"><bdi>");
            encoder.Encode(writer, words);
            writer.Write("</bdi></a>");
        }
    }
}
