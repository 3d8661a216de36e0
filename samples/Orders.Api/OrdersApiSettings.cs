using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Orders.Api;

/// <summary>Where this resource server's tokens come from, and who it is there. Both ways of checking a token are set up here.</summary>
internal sealed record OrdersApiSettings
{
    /// <summary>The OpenID Provider whose tokens are accepted.</summary>
    public required Uri Issuer { get; init; }

    /// <summary>This resource server's name at the issuer, and the audience its tokens must have.</summary>
    public required string ClientId { get; init; }

    /// <summary>What it proves itself with at the introspection endpoint.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>Web origins whose scripts may call this API.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Asks the issuer about every token (RFC 7662): one more request, and a revoked token is refused at once.</summary>
    public void ValidateByIntrospection(OpenIddictValidationBuilder validation)
    {
        validation.SetIssuer(Issuer);
        validation.AddAudiences(ClientId);
        validation.UseIntrospection()
            .SetClientId(ClientId)
            .SetClientSecret(ClientSecret);
        validation.UseSystemNetHttp();
        validation.UseAspNetCore();
    }

    /// <summary>Checks the signed token here (RFC 9068 §4): no request, and a revoked token is accepted until it expires.</summary>
    public void ValidateOffline(JwtBearerOptions options)
    {
        options.Authority = Issuer.OriginalString;
        options.RequireHttpsMetadata = Issuer.Scheme == Uri.UriSchemeHttps;
        // Claims keep the names they have in the token.
        options.MapInboundClaims = false;
        options.TokenValidationParameters.ValidAudience = ClientId;
        // An ID token is signed by the same issuer: without this it would open the API too.
        options.TokenValidationParameters.ValidTypes = ["at+jwt"];
        options.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256];
        options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
    }
}
