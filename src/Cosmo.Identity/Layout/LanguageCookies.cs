using Cosmo.Identity.Languages;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Layout;

/// <summary>
/// What a browser remembers of languages: the one that its owner chose, and the one that the account says which signed in last, so
/// that no page has to ask the database.
/// </summary>
internal sealed class LanguageCookies(Issuer issuer)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    private readonly OwnCookie choice = new(issuer, "cosmo-language");
    private readonly OwnCookie account = new(issuer, "cosmo-locale");

    /// <summary>The language that the person chose.</summary>
    public Language? Chosen(HttpContext context) => Read(context).Chosen;

    /// <summary>
    /// The language that the person chose while a client asked for this very other one. Without it a choice would have no effect where a
    /// client asks for a language that the person does not read.
    /// </summary>
    public Language? ChosenInsteadOf(HttpContext context, Language? asked) =>
        asked is not null && Read(context) is { Chosen: { } chosen, InsteadOf: { } other } && other == asked ? chosen : null;

    /// <summary>The language of who signed in.</summary>
    public Language? OfAccount(HttpContext context) => Language.Find(account.Read(context));

    /// <summary>Remembers what a person chose.</summary>
    public void Choose(HttpContext context, Language chosen, Language? insteadOf) =>
        choice.Give(context, insteadOf is null || insteadOf == chosen ? chosen.Tag : $"{chosen.Tag}.{insteadOf.Tag}", Kept);

    /// <summary>Remembers what the account of a person says who has just signed in: as long as they stay signed in, or until somebody else does.</summary>
    /// <param name="context">The request that signs them in.</param>
    /// <param name="locale">The claim <c>locale</c>.</param>
    /// <param name="remember">Whether they stay signed in when the browser is closed.</param>
    public void SignedIn(HttpContext context, string? locale, bool remember)
    {
        if (Language.Find(locale) is { } language)
        {
            account.Give(context, language.Tag, remember ? Kept : null);
        }
        else
        {
            SignedOut(context);
        }
    }

    /// <summary>Who comes next may speak another one.</summary>
    public void SignedOut(HttpContext context)
    {
        if (account.Read(context) is not null)
        {
            account.Forget(context);
        }
    }

    private (Language? Chosen, Language? InsteadOf) Read(HttpContext context) =>
        (choice.Read(context) ?? "").Split('.') switch
        {
            [var chosen] => (Language.Find(chosen), null),
            [var chosen, var other] => (Language.Find(chosen), Language.Find(other)),
            _ => (null, null),
        };
}
