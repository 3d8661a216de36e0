using System.Globalization;
using Cosmo.Identity.Languages;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Mail;

/// <summary>A mail to one person, as the slice that sends it says it. Values in it may be a stranger's text: the composer makes them harmless.</summary>
/// <param name="Kind">What it is, for the operator, such as <c>password_reset</c>.</param>
/// <param name="Recipient">One address, see <see cref="MailAddresses.IsOne"/>.</param>
/// <param name="Subject">Our own words.</param>
/// <param name="Paragraphs">What it says, in order; the link stands after the first.</param>
internal sealed record OutgoingMail(string Kind, string Recipient, string Subject, IReadOnlyList<string> Paragraphs)
{
    /// <summary>The user whom it is about.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary>The person's name as they gave it; it stands in the greeting only if it looks like a name.</summary>
    public string? Name { get; init; }

    /// <summary>What its words are written in: what was spoken when it was made. The layout's own words follow.</summary>
    public Language Language { get; init; } = Language.Current;

    /// <summary>What the person may do.</summary>
    public MailLink? Link { get; init; }

    /// <summary>What they may do beside, after the last paragraph.</summary>
    public MailLink? OtherLink { get; init; }

    /// <summary>Facts such as device, place and time, below the paragraphs.</summary>
    public IReadOnlyList<MailFact> Facts { get; init; } = [];

    /// <summary>How long it is worth delivering: as long as what it links to. Default two days.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(2);

    /// <summary>Where it may be sent only if something holds in the same transaction.</summary>
    public EventCondition? Condition { get; init; }
}

/// <summary>A link to a page of this provider.</summary>
/// <param name="Text">The button's words.</param>
/// <param name="Path">From the slash on; the issuer goes before it.</param>
internal sealed record MailLink(string Text, string Path);

/// <summary>One line of a list of facts.</summary>
internal sealed record MailFact(string Label, string Value)
{
    /// <summary>When it happened, to the minute, in UTC.</summary>
    public static MailFact Time(DateTimeOffset time) => new(MailTexts.Time, time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
}
