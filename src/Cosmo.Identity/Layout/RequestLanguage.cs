using Cosmo.Identity.Languages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Layout;

/// <summary>
/// The language of a request: what the client asks for (<c>ui_locales</c>, carried in the address of the page or in where it goes on to),
/// else what the person chose, else what their account says, else what their browser likes, else English.
/// </summary>
internal sealed class RequestLanguage
{
    /// <summary>The parameter of authorization and end session requests.</summary>
    public const string Parameter = "ui_locales";

    // As pages name the address that they go on to.
    private static readonly string[] Returns = ["returnUrl", "return"];

    private RequestLanguage(Language? asked, Language spoken) => (Asked, Spoken) = (asked, spoken);

    /// <summary>What the client asks for; null where it asks for none of ours.</summary>
    public Language? Asked { get; }

    /// <summary>What pages and mails of this request are written in.</summary>
    public Language Spoken { get; }

    /// <summary>Looked for once; costs no query.</summary>
    public static RequestLanguage Of(HttpContext context)
    {
        if (context.Features.Get<RequestLanguage>() is not { } known)
        {
            context.Features.Set(known = Find(context));
        }

        return known;
    }

    private static RequestLanguage Find(HttpContext context)
    {
        var asked = Language.FirstOf(AskedFor(context.Request.Query));
        var cookies = context.RequestServices.GetRequiredService<LanguageCookies>();
        var spoken = cookies.ChosenInsteadOf(context, asked)
            ?? asked
            ?? cookies.Chosen(context)
            ?? cookies.OfAccount(context)
            ?? Language.Accepted(context.Request.Headers.AcceptLanguage)
            ?? Language.English;
        return new RequestLanguage(asked, spoken);
    }

    private static string? AskedFor(IQueryCollection query) =>
        query.TryGetValue(Parameter, out var values) ? values[0]
        : Returns.Select(name => ReturnTo.Parameter(query[name], Parameter)).FirstOrDefault(text => text is not null);
}
