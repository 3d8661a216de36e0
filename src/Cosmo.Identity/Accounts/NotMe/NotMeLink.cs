using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.NotMe;

/// <summary>
/// A link "This wasn’t me" on its way into a mail. Its token is made in the transaction of the mail, which is posted only where it was;
/// each mail has one of its own, so that a newer mail does not make an older one's link useless.
/// </summary>
internal sealed class NotMeLink(UserRecord user, DateTimeOffset now)
{
    /// <summary>People read the mail of a week when they come home.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const string Path = "/account/not-me?token=";

    private readonly Guid id = Guid.CreateVersion7(now);
    private readonly OneTimeSecret secret = OneTimeSecret.New(TokenPurposes.NotMe);

    /// <summary>For a mail to this person; null where they have no address to mail to.</summary>
    public static NotMeLink? For(UserRecord user, DateTimeOffset now) => MailAddresses.IsOne(user.Email) ? new NotMeLink(user, now) : null;

    /// <summary>In the language that is spoken.</summary>
    public MailLink Link => new(NotMeTexts.NotMe, Path + secret.Text);

    /// <summary>The token was made in this transaction.</summary>
    public EventCondition Issued => OneTimeTokenStatements.Issued(id);

    /// <summary>Makes the token, if this holds.</summary>
    public SqlStatement Issue(EventCondition onlyIf) =>
        OneTimeTokenStatements.Issue(id, TokenPurposes.NotMe, user.Id, user.Email!, id.ToString("N"), secret, now, Lifetime, onlyIf);
}

/// <summary>Of links that may be missing.</summary>
internal static class NotMeLinkExtensions
{
    /// <summary>Makes the token of the link, if there is one and this holds.</summary>
    public static SqlStatement[] IssueIf(this NotMeLink? link, EventCondition onlyIf) => link is null ? [] : [link.Issue(onlyIf)];
}
