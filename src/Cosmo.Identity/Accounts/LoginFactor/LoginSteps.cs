using Cosmo.Identity.Clients;
using Cosmo.Identity.Layout;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace Cosmo.Identity.Accounts.LoginFactor;

/// <summary>Where a sign-in goes on to, from one of its pages.</summary>
internal static class LoginSteps
{
    /// <summary>To the code.</summary>
    public static SeeOther Factor(string? returnUrl) => To("/login/factor", returnUrl);

    /// <summary>To a passkey, which is both factors in one.</summary>
    public static SeeOther Passkey(string? returnUrl) => To("/login/passkey", returnUrl);

    /// <summary>To setting up what gives codes.</summary>
    public static SeeOther SetUp(string? returnUrl) => To("/login/set-up", returnUrl);

    /// <summary>To the password again, which is too long ago or no longer the right one.</summary>
    public static SeeOther Again(string? returnUrl) => To("/login", returnUrl);

    /// <summary>To where the person was going.</summary>
    public static IActionResult GoOn(HttpContext context, string? returnUrl, string? clientName) => ReturnTo.IsAuthorize(returnUrl)
        // Chromium applies form-action to every hop after a form, and this journey ends at the client.
        ? new ContinueModel(context.Request.PathBase + ReturnTo.Safe(returnUrl), clientName).ToResult()
        : new SeeOther(ReturnTo.Safe(returnUrl));

    /// <summary>The client that sent the person to a page of the sign-in, if one did.</summary>
    public static async ValueTask<RegisteredClient?> ClientAsync(ClientRegistry registry, string? returnUrl, CancellationToken cancellationToken) =>
        (await registry.GetAsync(cancellationToken)).Find(ReturnTo.Parameter(returnUrl, "client_id"));

    private static SeeOther To(string path, string? returnUrl) => new(path + new QueryBuilder { { "returnUrl", ReturnTo.Safe(returnUrl) } }.ToQueryString());
}
