using Cosmo.Identity.Mail;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.NotMe;

/// <summary>A mail that tells an owner what was done to their account, with device, place and time and the link "This wasn’t me" (ASVS 6.3.7).</summary>
internal static class OwnerMail
{
    /// <param name="kind">See <see cref="OutgoingMail.Kind"/>.</param>
    /// <param name="user">To whom.</param>
    /// <param name="notMe">Its token is made in the transaction of the mail; without it there is none.</param>
    /// <param name="http">The request that did it.</param>
    /// <param name="now">When.</param>
    /// <param name="words">Subject and paragraphs; asked in the language of the person.</param>
    /// <param name="more">Facts that go before the others; asked likewise.</param>
    public static OutgoingMail Of(
        string kind, UserRecord user, NotMeLink notMe, HttpContext http, DateTimeOffset now, Func<(string Subject, string[] Paragraphs)> words, Func<MailFact>? more = null)
    {
        using (PersonLanguage.Of(user, http).Speak())
        {
            var (subject, paragraphs) = words();
            return new OutgoingMail(kind, user.Email!, subject, paragraphs)
            {
                SubjectId = user.Id,
                Name = user.FullName,
                Link = notMe.Link,
                Facts = [.. more is null ? (MailFact[])[] : [more()], .. PasswordMails.FactsOf(http, now)],
                Condition = notMe.Issued,
            };
        }
    }
}
