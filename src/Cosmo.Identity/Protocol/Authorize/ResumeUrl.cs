using Cosmo.Identity.Languages;
using Microsoft.AspNetCore.Http.Extensions;
using OpenIddict.Abstractions;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>The address at which an authorization request goes on after login or consent.</summary>
internal static class ResumeUrl
{
    public const string Path = "/connect/authorize";

    /// <summary>A pushed request is named by its URI; any other carries its parameters.</summary>
    public static string Of(OpenIddictRequest request, string? interaction)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in request.GetParameters())
        {
            var isPushed = !string.IsNullOrEmpty(request.RequestUri) && name is not (OpenIddictConstants.Parameters.ClientId or OpenIddictConstants.Parameters.RequestUri);
            if (!isPushed && name != InteractionSeal.Parameter && (string?)value is { } text)
            {
                query.Add(name, text);
            }
        }

        // The pages on the way read it there; nothing else of a pushed request is in the address.
        if (!string.IsNullOrEmpty(request.RequestUri) && Language.FirstOf(request.UiLocales) is { } language)
        {
            query.Add(OpenIddictConstants.Parameters.UiLocales, language.Tag);
        }

        if (interaction is not null)
        {
            query.Add(InteractionSeal.Parameter, interaction);
        }

        return Path + query.ToQueryString();
    }
}
