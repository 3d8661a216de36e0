using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Protocol.Reporting;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cosmo.Identity.Protocol.Introspection;

/// <summary>
/// Lets an API key be used while it lives, and one with networks only where the resource server says that it was used in one of them: by
/// the parameter <c>ip_address</c>. Where it says nothing, such a key is inactive; a limit that nobody checks would be none.
/// </summary>
internal sealed class ValidateApiKeyUse(IssuedApiKeys keys, PresentedApiKey presented, RequestReport report) : IOpenIddictServerHandler<ValidateIntrospectionRequestContext>
{
    private const string AddressParameter = "ip_address";

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateIntrospectionRequestContext>()
            .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
            .UseScopedHandler<ValidateApiKeyUse>()
            // Whoever has no business with the key neither uses it nor makes its owner hear of it.
            .SetOrder(ValidateIntrospector.Descriptor.Order + 500)
            .Build();

    public async ValueTask HandleAsync(ValidateIntrospectionRequestContext context)
    {
        if (presented.Key is not { } key)
        {
            return;
        }

        var from = CanonicalAddress.TryParse((string?)context.Request[AddressParameter] ?? "");
        var use = await keys.UseAsync(key, from, context.ClientId, context.Transaction.GetHttpRequest()!.HttpContext);
        if (use is ApiKeyUse.Allowed)
        {
            return;
        }

        if (use is ApiKeyUse.FromElsewhere)
        {
            report.IsToldElsewhere();
        }

        report.Reason = key.EndedAt is not null ? "revoked" : key.OwnerIsDisabled ? "account_disabled" : "expired";
        context.Reject(Errors.InvalidToken, "The token is not valid.");
    }
}
