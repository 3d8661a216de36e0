using Cosmo.Identity.Mail;

namespace Cosmo.Identity.Admin.Operations;

/// <summary>Why a mail is not tried again, in the reader's language; null where it is.</summary>
internal static class MailWords
{
    /// <summary>After the order.</summary>
    public static string? Refusal(HurryResult result) => result switch
    {
        HurryResult.UnderWay => OperationsTexts.MailUnderWay,
        HurryResult.Sent => OperationsTexts.MailSent,
        HurryResult.Expired => OperationsTexts.MailGone,
        _ => null,
    };

    /// <summary>Before it.</summary>
    public static string? Refusal(MailView mail) => mail.State == MailState.Sent ? OperationsTexts.MailSent : mail.IsSendable ? null : OperationsTexts.MailGone;
}
