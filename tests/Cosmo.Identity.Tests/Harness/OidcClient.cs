using System.Net.Http.Headers;
using System.Text;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Plays one registered client against one server, over raw HTTP.</summary>
public sealed class OidcClient(RunningServer server, Registration registration)
{
    /// <summary>The registration it plays.</summary>
    public Registration Registration => registration;

    /// <summary>A good authorization request.</summary>
    public AuthorizationRequest Authorization(string scope = "openid") => new(registration, scope);

    /// <summary>Any request to a machine endpoint, authenticated as the client is registered.</summary>
    public Task<Answer> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        List<(string, string)> form = [.. fields];
        List<(string, string)> headers = [];
        switch (registration.Authentication)
        {
            case ClientAuthentication.Basic:
                headers.Add(("Authorization", Basic(registration.ClientId, registration.Secret!)));
                break;
            case ClientAuthentication.Post:
                form.Add(("client_id", registration.ClientId));
                form.Add(("client_secret", registration.Secret!));
                break;
            case ClientAuthentication.PrivateKeyJwt:
                form.Add(("client_id", registration.ClientId));
                form.Add(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
                form.Add(("client_assertion", Registrations.SigningKey.Assertion(registration.ClientId, server.Issuer)));
                break;
            default:
                form.Add(("client_id", registration.ClientId));
                break;
        }

        return server.Http.PostAsync(path, form, [.. headers]);
    }

    /// <summary>A token request.</summary>
    public Task<Answer> TokenAsync(params (string Name, string Value)[] fields) => PostAsync("/connect/token", fields);

    /// <summary>The password grant.</summary>
    public Task<Answer> PasswordAsync(Person person, string scope = "openid offline_access orders.read", string? password = null) =>
        TokenAsync(("grant_type", "password"), ("username", person.UserName), ("password", password ?? person.Password), ("scope", scope));

    /// <summary>A refresh.</summary>
    public Task<Answer> RefreshAsync(string refreshToken, params (string Name, string Value)[] more) =>
        TokenAsync([("grant_type", "refresh_token"), ("refresh_token", refreshToken), .. more]);

    /// <summary>Client credentials.</summary>
    public Task<Answer> ClientCredentialsAsync(string scope) => TokenAsync(("grant_type", "client_credentials"), ("scope", scope));

    /// <summary>Trades a code, with the request's own redirect URI and verifier.</summary>
    public Task<Answer> RedeemAsync(AuthorizationRequest request, string code)
    {
        List<(string, string)> fields = [("grant_type", "authorization_code"), ("code", code)];
        if (request["redirect_uri"] is { } redirectUri)
        {
            fields.Add(("redirect_uri", redirectUri));
        }

        if (request["code_challenge"] is not null)
        {
            fields.Add(("code_verifier", request.Pkce.Verifier));
        }

        return TokenAsync([.. fields]);
    }

    /// <summary>Introspection (RFC 7662).</summary>
    public Task<Answer> IntrospectAsync(string token, params (string Name, string Value)[] more) =>
        PostAsync("/connect/introspect", [("token", token), .. more]);

    /// <summary>Revocation (RFC 7009).</summary>
    public Task<Answer> RevokeAsync(string token, params (string Name, string Value)[] more) =>
        PostAsync("/connect/revoke", [("token", token), .. more]);

    /// <summary>A pushed authorization request (RFC 9126).</summary>
    public Task<Answer> PushAsync(AuthorizationRequest request) =>
        PostAsync("/connect/par", [.. request.Parameters.Where(parameter => registration.Authentication == ClientAuthentication.Basic || parameter.Name != "client_id")]);

    /// <summary>UserInfo with the token in the header.</summary>
    public Task<Answer> UserInfoAsync(string accessToken) =>
        server.Http.GetAsync("/connect/userinfo", ("Authorization", "Bearer " + accessToken));

    /// <summary>A whole sign-in in a browser, code redeemed.</summary>
    public async Task<Answer> SignInAsync(Person person, string scope = "openid offline_access", Browser? browser = null)
    {
        using var fresh = browser is null ? server.NewBrowser() : null;
        var request = Authorization(scope);
        var page = await (browser ?? fresh!).AuthorizeAsync(request, person);
        var callback = page.AtClient().ShouldCarryCode(request, server.Issuer);
        return (await RedeemAsync(request, callback.Code)).ShouldSucceed();
    }

    /// <summary>The value of the Authorization header, each part form-encoded first (RFC 6749 §2.3.1).</summary>
    public static string Basic(string clientId, string secret) =>
        new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Escape(clientId)}:{Escape(secret)}"))).ToString();

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
