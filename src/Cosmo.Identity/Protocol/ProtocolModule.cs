using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Accounts.Register;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs.Pruning;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Protocol.AccountApi;
using Cosmo.Identity.Protocol.AdminAccess;
using Cosmo.Identity.Protocol.Authorize;
using Cosmo.Identity.Protocol.ClientAuthentication;
using Cosmo.Identity.Protocol.Device;
using Cosmo.Identity.Protocol.Discovery;
using Cosmo.Identity.Protocol.FrontDoor;
using Cosmo.Identity.Protocol.Introspection;
using Cosmo.Identity.Protocol.OpenApi;
using Cosmo.Identity.Protocol.Pipeline;
using Cosmo.Identity.Protocol.PushedAuthorization;
using Cosmo.Identity.Protocol.Reporting;
using Cosmo.Identity.Protocol.Revocation;
using Cosmo.Identity.Protocol.Token;
using Cosmo.Identity.Protocol.Tokens;
using Cosmo.Identity.Protocol.UserInfo;
using Cosmo.Identity.Protocol.WhoAmI;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace Cosmo.Identity.Protocol;

/// <summary>OAuth 2.0 and OpenID Connect on the wire: OpenIddict, with our rules in the places of its own.</summary>
internal static class ProtocolModule
{
    /// <summary>Long enough to sign in on the way (RFC 9126 §2.2).</summary>
    private static readonly TimeSpan PushedRequestLifetime = TimeSpan.FromMinutes(10);

    public static IServiceCollection AddProtocol(this IServiceCollection services, TokensOptions tokens)
    {
        services.AddSingleton(tokens);
        services.AddSingleton<TokenHandle>();
        services.AddSingleton<TokenFamilies>();
        services.AddSingleton<KnownSignatures>();
        services.AddSingleton<AccessTokenReader>();
        services.AddSingleton<SubjectPrincipal>();
        services.AddSingleton<ProviderMetadata>();
        services.AddSingleton<Consents>();
        services.AddSingleton<InteractionSeal>();
        services.AddSingleton(provider => Seal<ConsentTicket>(provider, "consent-ticket"));
        services.AddSingleton<BearerPass>();
        services.AddSingleton<IFrontDoorPass>(provider => provider.GetRequiredService<BearerPass>());
        services.AddSingleton<IFrontDoorPass, TokenFormPass>();
        services.AddSingleton<IFrontDoorPass, ClientPass>();
        services.AddSingleton<IFrontDoorPass, PreflightPass>();
        services.AddScoped<TokenBatch>();
        services.AddScoped<FailureLimits>();
        services.AddScoped<BurnFailedCode>();
        services.AddReporting();
        services.AddScoped<PresentedSubject>();
        services.AddScoped<BearerToken>();
        services.AddScoped<PresentedApiKey>();
        services.AddSingleton<IAdminDoor, AdminDoor>();
        services.AddSingleton<ApiDocument>();
        services.AddSingleton<UserCodeHash>();
        services.AddSingleton<UserCodeGuesses>();
        services.AddSingleton<DevicePolls>();
        services.AddSingleton<DeviceDecisions>();
        services.AddSingleton(provider => Seal<DeviceTicket>(provider, "device-ticket"));
        services.AddSingleton<ICorsPolicyProvider, ClientOrigins>();
        services.AddCors();

        services.AddOpenIddict()
            .AddCore(core =>
            {
                core.UseEntityFrameworkCore().UseDbContext<CosmoDbContext>().ReplaceDefaultEntities<Client, Authorization, Scope, Clients.Token, Guid>();
                core.ReplaceApplicationStore<Client, ClientStore>(ServiceLifetime.Singleton);
                core.ReplaceScopeStore<Scope, ScopeStore>(ServiceLifetime.Singleton);
                core.ReplaceApplicationManager<Client, ClientSecretCheck>();
                core.DisableEntityCaching();
            })
            .AddServer(server =>
            {
                Configure(server, tokens);
                Replace(server);
                Add(server);
            });
        services.AddOptions<OpenIddictServerOptions>().Configure<KeyRing, Issuer, TimeProvider, RegistrationDoor>((options, keys, issuer, clock, registration) =>
        {
            options.Issuer = issuer.Uri;
            options.TimeProvider = clock;
            // Of the start only: SelectSigningKey and AttachVerificationKeys ask the ring at each token.
            options.SigningCredentials.AddRange(keys.Now.Accepted.Select(key => key.SigningCredentials));
            options.EncryptionCredentials.Add(new(keys.EncryptionKey, Microsoft.IdentityModel.Tokens.SecurityAlgorithms.Aes256KW, Microsoft.IdentityModel.Tokens.SecurityAlgorithms.Aes256CbcHmacSha512));
            options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain);
            options.ResponseModes.Remove(ResponseModes.Fragment);
            options.RequestTokenLifetime = PushedRequestLifetime;
            if (registration.IsOpen)
            {
                options.PromptValues.Add(RegistrationPrompt.Value);
            }
        });
        ShareManagers(services);
        services.Replace(ServiceDescriptor.Scoped<IOpenIddictServerDispatcher, IndexedDispatcher>());
        services.AddSingleton<HandlerIndex>();
        AddPruning(services);
        return services;
    }

    /// <summary>
    /// A token goes once it has expired, whatever its state: until then a redeemed one must be known when it comes again, and a
    /// revoked one must stay so. A family goes after its end with no token left; a consent never does.
    /// </summary>
    private static void AddPruning(IServiceCollection services)
    {
        services.AddPruneRule(new PruneRule("tokens", "expiration_date", PruneRule.AfterExpiry) { Order = 1 });
        services.AddPruneRule(new PruneRule("authorizations", "expires_at", PruneRule.AfterExpiry)
        {
            Condition = "old.type = 'ad-hoc' AND NOT EXISTS (SELECT 1 FROM tokens WHERE tokens.authorization_id = old.id)",
            Order = 2,
        });
    }

    /// <summary>Clients and scopes come from the registry, so what reads them has no need of a life per request.</summary>
    private static void ShareManagers(IServiceCollection services)
    {
        services.AddSingleton<UnusedEntities>();
        services.AddSingleton<IOpenIddictApplicationCache<Client>>(provider => provider.GetRequiredService<UnusedEntities>());
        services.AddSingleton<IOpenIddictScopeCache<Scope>>(provider => provider.GetRequiredService<UnusedEntities>());
        services.Replace(ServiceDescriptor.Singleton<OpenIddictApplicationManager<Client>, ClientSecretCheck>());
        services.AddSingleton<OpenIddictScopeManager<Scope>>();
        services.Replace(ServiceDescriptor.Singleton<IOpenIddictApplicationManager>(provider => provider.GetRequiredService<OpenIddictApplicationManager<Client>>()));
        services.Replace(ServiceDescriptor.Singleton<IOpenIddictScopeManager>(provider => provider.GetRequiredService<OpenIddictScopeManager<Scope>>()));
    }

    private static Sealed<T> Seal<T>(IServiceProvider provider, string purpose)
        where T : class => new(provider.GetRequiredService<IDataProtectionProvider>(), purpose, provider.GetRequiredService<TimeProvider>());

    /// <summary>OAuth endpoints read at most this much.</summary>
    private const long LargestBody = 64 * 1024;

    public static WebApplication UseProtocol(this WebApplication app)
    {
        app.UseWhen(context => AnswerFaults.IsPage(context.Request), pages => pages.UseStatusCodePagesWithReExecute("/error"));
        app.UseMiddleware<AnswerFaults>();
        app.UseWhen(context => ClientOrigins.IsFor(context.Request.Path), branch => branch.Use(ClientOrigins.VaryByOriginAsync).UseCors());
        app.UseMetadata();
        app.UseAllowedMethods();
        app.Use((context, next) =>
        {
            // Everything from here on speaks of tokens or of persons. ASP.NET Core's antiforgery logs a warning for each page
            // with a form where it has to add the no-cache itself.
            context.Response.Headers.CacheControl = AnswerFaults.IsPage(context.Request) ? "no-cache, no-store" : "no-store";
            if (HttpMethods.IsPost(context.Request.Method) && context.Request.ContentType is null && context.Request.ContentLength is null or 0)
            {
                // A POST without a body, as userinfo takes it, is an empty form to OpenIddict.
                context.Request.ContentType = "application/x-www-form-urlencoded";
            }

            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = LargestBody;
            }

            return next(context);
        });
        app.UseRouting();
        app.UseAuthentication();
        app.MapAccountApi(app.Services.GetRequiredService<ApiKeysOptions>());
        app.MapWhoAmI();
        app.MapOpenApiDocument();
        // A plain delegate: the code that the build writes for others forgets its pattern.
        app.MapFallback("/api/{**path}", (RequestDelegate)(context => TypedResults.Problem(statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context)));
        return app;
    }

    private static void Configure(OpenIddictServerBuilder server, TokensOptions tokens)
    {
        server
            .SetAuthorizationEndpointUris("connect/authorize")
            .SetTokenEndpointUris("connect/token")
            .SetIntrospectionEndpointUris("connect/introspect")
            .SetRevocationEndpointUris("connect/revoke")
            .SetUserInfoEndpointUris("connect/userinfo")
            .SetEndSessionEndpointUris("connect/logout")
            .SetPushedAuthorizationEndpointUris("connect/par")
            .SetDeviceAuthorizationEndpointUris("connect/device")
            .SetEndUserVerificationEndpointUris("connect/verify")
            // Discovery and JWKS are served as bytes, before OpenIddict is asked.
            .SetConfigurationEndpointUris(Array.Empty<string>())
            .SetJsonWebKeySetEndpointUris(Array.Empty<string>());
        server.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().AllowPasswordFlow().AllowClientCredentialsFlow()
            .AllowDeviceAuthorizationFlow().AllowCustomFlow(OtpGrant.Name);
        server.RegisterScopes(Scopes.Profile, Scopes.Email, Scopes.Phone, Scopes.Address, Scopes.Roles, ProtocolScopes.Admin);
        server.SetAccessTokenLifetime(tokens.AccessTokenLifetime)
            .SetIdentityTokenLifetime(tokens.AccessTokenLifetime)
            .SetRefreshTokenLifetime(tokens.RefreshTokenLifetime)
            .SetAuthorizationCodeLifetime(tokens.AuthorizationCodeLifetime)
            .SetDeviceCodeLifetime(tokens.DeviceCodeLifetime)
            .SetRefreshTokenReuseLeeway(null)
            .DisableSlidingRefreshTokenExpiration()
            .DisableAccessTokenEncryption()
            .UseReferenceRefreshTokens();
        server.UseAspNetCore()
            .EnableAuthorizationEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough()
            .EnableStatusCodePagesIntegration()
            .SuppressJsonResponseIndentation()
            // A Basic challenge must have one (RFC 7617 §2).
            .SetRealm("Cosmo Identity")
            // TLS ends at Kestrel or at a proxy; which scheme is the public one, the issuer says.
            .DisableTransportSecurityRequirement();
    }

    /// <summary>Our rules in the places of OpenIddict's.</summary>
    private static void Replace(OpenIddictServerBuilder server)
    {
        Swap(InferEndpointType.Descriptor, FindEndpoint.Descriptor);
        Swap(Protection.ValidateReferenceTokenIdentifier.Descriptor, LoadTokenByHandle.Descriptor);
        Swap(Protection.RestoreTokenEntryProperties.Descriptor, LoadTokenById.Descriptor);
        Swap(Protection.ValidateTokenEntry.Descriptor, ValidateTokenLife.Descriptor);
        server.RemoveEventHandler(Protection.ValidateAuthorizationEntry.Descriptor);
        Swap(RedeemTokenEntry.Descriptor, PlanRedemption.Descriptor);
        Swap(AttachAuthorization.Descriptor, AttachTokenFamily.Descriptor);
        Swap(AttachTokenDigests.Descriptor, AttachAccessTokenHash.Descriptor);
        Swap(Protection.CreateTokenEntry.Descriptor, PlanTokenEntry.Descriptor);
        Swap(Protection.AttachTokenSubject.Descriptor, DescribeToken.Descriptor);
        server.RemoveEventHandler(Protection.AttachTokenMetadata.Descriptor);
        Swap(Protection.AttachTokenPayload.Descriptor, AttachTokenHandle.Descriptor);
        Swap(OpenIddictServerHandlers.Exchange.ValidateGrantedScopes.Descriptor, ValidateNarrowedScopes.Descriptor);
        Swap(OpenIddictServerHandlers.Introspection.ValidateAuthorizedParty.Descriptor, ValidateIntrospector.Descriptor);
        server.RemoveEventHandler(OpenIddictServerHandlers.Introspection.ValidateTokenType.Descriptor);
        Swap(OpenIddictServerHandlers.Introspection.AttachMetadataClaims.Descriptor, AttachIntrospectionClaims.Descriptor);
        server.RemoveEventHandler(OpenIddictServerHandlers.Introspection.AttachApplicationClaims.Descriptor);
        Swap(OpenIddictServerHandlers.Revocation.ValidateAuthorizedParty.Descriptor, ValidateRevoker.Descriptor);
        Swap(OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor, RevokePresented.Descriptor);
        Swap(OpenIddictServerHandlers.UserInfo.AttachClaims.Descriptor, AttachUserClaims.Descriptor);
        server.RemoveEventHandler(OpenIddictServerHandlers.UserInfo.AttachAudiences.Descriptor);
        Swap(GenerateUserCode.Descriptor, AttachUserCode.Descriptor);
        server.RemoveEventHandler(PrepareUserCodePrincipal.Descriptor);
        server.RemoveEventHandler(AttachDeviceCodeIdentifier.Descriptor);
        server.RemoveEventHandler(UpdateReferenceDeviceCodeEntry.Descriptor);
        server.RemoveEventHandler(BeautifyGeneratedTokens.Descriptor);
        Swap(Authentication.AttachIssuer.Descriptor, AttachExactIssuer.Descriptor);
        Swap(OpenIddictServerAspNetCoreHandlers.Authentication.ProcessFormPostResponse.Descriptor, RenderFormPost.Descriptor);

        void Swap(OpenIddictServerHandlerDescriptor theirs, OpenIddictServerHandlerDescriptor ours)
        {
            server.RemoveEventHandler(theirs);
            server.AddEventHandler(ours);
        }
    }

    /// <summary>Rules that OpenIddict has no place for, in the order of a request.</summary>
    private static void Add(OpenIddictServerBuilder server)
    {
        server.AddEventHandler(RefuseAmbiguousParameters<ExtractAuthorizationRequestContext>.Descriptor);
        server.AddEventHandler(RefuseAmbiguousParameters<ExtractTokenRequestContext>.Descriptor);
        server.AddEventHandler(RefuseAmbiguousParameters<ExtractIntrospectionRequestContext>.Descriptor);
        server.AddEventHandler(RefuseAmbiguousParameters<ExtractRevocationRequestContext>.Descriptor);
        server.AddEventHandler(RefuseAmbiguousParameters<ExtractPushedAuthorizationRequestContext>.Descriptor);
        server.AddEventHandler(RefuseAmbiguousParameters<ExtractEndSessionRequestContext>.Descriptor);
        server.AddEventHandler(RefuseAmbiguousParameters<ExtractUserInfoRequestContext>.Descriptor);
        server.AddEventHandler(RefuseAmbiguousParameters<ExtractDeviceAuthorizationRequestContext>.Descriptor);
        server.AddEventHandler(RefusePublicIntrospector.Descriptor);
        server.AddEventHandler(RefusePublicSelf.Descriptor);
        server.AddEventHandler(ValidateClientScopes<ValidateTokenRequestContext>.Describe(context => context.ClientId, context => context.Request, OpenIddictServerHandlers.Exchange.ValidateGrantTypePermissions.Descriptor));
        server.AddEventHandler(ValidateClientScopes<ValidateAuthorizationRequestContext>.Describe(context => context.ClientId, context => context.Request, Authentication.ValidateGrantTypePermissions.Descriptor));
        server.AddEventHandler(ValidateClientScopes<ValidatePushedAuthorizationRequestContext>.Describe(context => context.ClientId, context => context.Request, Authentication.ValidatePushedGrantTypePermissions.Descriptor));
        server.AddEventHandler(ValidateClientScopes<ValidateDeviceAuthorizationRequestContext>.Describe(context => context.ClientId, context => context.Request, OpenIddictServerHandlers.Device.ValidateGrantTypePermissions.Descriptor));
        server.AddEventHandler(AttachVerificationKeys.Descriptor);
        server.AddEventHandler(AcceptAssertionType.Descriptor);
        server.AddEventHandler(ValidateAssertionClaims.Descriptor);
        server.AddEventHandler(ValidateInteractionParameters.Descriptor);
        server.AddEventHandler(ValidatePushedInteractionParameters.Descriptor);
        server.AddEventHandler(RefuseTooManyFailures.Descriptor);
        server.AddEventHandler(RefuseTooManyPushedRequests.Descriptor);
        server.AddEventHandler(RefuseTooManyRefreshes.Descriptor);
        server.AddEventHandler(RefuseTooManyDevices.Descriptor);
        server.AddEventHandler(AnswerTooManyRequests<ApplyTokenResponseContext>.Descriptor);
        server.AddEventHandler(AnswerTooManyRequests<ApplyIntrospectionResponseContext>.Descriptor);
        server.AddEventHandler(AnswerTooManyRequests<ApplyRevocationResponseContext>.Descriptor);
        server.AddEventHandler(AnswerTooManyRequests<ApplyPushedAuthorizationResponseContext>.Descriptor);
        server.AddEventHandler(AnswerTooManyRequests<ApplyUserInfoResponseContext>.Descriptor);
        server.AddEventHandler(AnswerTooManyRequests<ApplyDeviceAuthorizationResponseContext>.Descriptor);
        server.AddEventHandler(HandlePasswordGrant.Descriptor);
        server.AddEventHandler(HandleOtpGrant.Descriptor);
        server.AddEventHandler(AttachChallenge.Descriptor);
        server.AddEventHandler(HandleClientCredentialsGrant.Descriptor);
        server.AddEventHandler(HandleAuthorizationCodeGrant.Descriptor);
        server.AddEventHandler(HandleRefreshTokenGrant.Descriptor);
        server.AddEventHandler(HandleDeviceCodeGrant.Descriptor);
        server.AddEventHandler(AttachAudience.Descriptor);
        server.AddEventHandler(RecogniseAccessToken.Descriptor);
        server.AddEventHandler(RecogniseApiKey.Descriptor);
        server.AddEventHandler(ValidateApiKeyUse.Descriptor);
        server.AddEventHandler(SelectSigningKey.Descriptor);
        server.AddEventHandler(RememberSignature.Descriptor);
        server.AddEventHandler(SelectTokenFormat.Descriptor);
        server.AddEventHandler(CommitTokenBatch.Descriptor);
        server.AddEventHandler(ReportTokenRequest.Descriptor);
        server.AddEventHandler(AttachProvenRedirectUri.Descriptor);
        server.AddReporting();
        server.AddEventHandler(HideErrorUri<ApplyAuthorizationResponseContext>.Descriptor);
        server.AddEventHandler(HideErrorUri<ApplyTokenResponseContext>.Descriptor);
        server.AddEventHandler(HideErrorUri<ApplyIntrospectionResponseContext>.Descriptor);
        server.AddEventHandler(HideErrorUri<ApplyRevocationResponseContext>.Descriptor);
        server.AddEventHandler(HideErrorUri<ApplyPushedAuthorizationResponseContext>.Descriptor);
        server.AddEventHandler(HideErrorUri<ApplyUserInfoResponseContext>.Descriptor);
        server.AddEventHandler(HideErrorUri<ApplyEndSessionResponseContext>.Descriptor);
        server.AddEventHandler(HideErrorUri<ApplyDeviceAuthorizationResponseContext>.Descriptor);
        server.AddEventHandler(RememberLocalError<ApplyAuthorizationResponseContext>.Describe(context => context.Error, context => context.Response.ErrorDescription));
        server.AddEventHandler(RememberLocalError<ApplyEndSessionResponseContext>.Describe(context => context.Error, context => context.Response.ErrorDescription));
    }
}
