using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Shop.Web;

/// <summary>How an attempt to trade the refresh token ended.</summary>
internal enum TokenRefreshResult
{
    /// <summary>The properties carry the new tokens now.</summary>
    Refreshed,

    /// <summary>The issuer will give no tokens for this sign-in any more: the person has to sign in again.</summary>
    Ended,

    /// <summary>The issuer could not be asked. The refresh token is as good as before; try again later.</summary>
    Unavailable,
}

/// <summary>Trades a refresh token for the next pair of tokens (RFC 6749 §6).</summary>
internal sealed partial class TokenRefresh(IOptionsMonitor<OpenIdConnectOptions> schemes, TimeProvider time, ILogger<TokenRefresh> logger)
{
    private const string ExpiresAt = "expires_at";

    /// <summary>How long the access token in <paramref name="properties"/> still lives; null without one.</summary>
    public TimeSpan? TimeLeft(AuthenticationProperties properties) =>
        DateTimeOffset.TryParse(properties.GetTokenValue(ExpiresAt), out var expiresAt) ? expiresAt - time.GetUtcNow() : null;

    public async Task<TokenRefreshResult> RefreshAsync(AuthenticationProperties properties, CancellationToken cancellationToken)
    {
        if (properties.GetTokenValue("refresh_token") is not { } refreshToken)
        {
            return TokenRefreshResult.Ended;
        }

        try
        {
            using var response = await AskAsync(refreshToken, cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return response switch
            {
                { IsSuccessStatusCode: true } => Store(new OpenIdConnectMessage(answer), properties, refreshToken),
                { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized } => Refused(new OpenIdConnectMessage(answer)),
                _ => Unavailable(response.StatusCode.ToString()),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return Unavailable(exception.Message);
        }
    }

    private async Task<HttpResponseMessage> AskAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var options = schemes.Get(OpenIdConnectDefaults.AuthenticationScheme);
        var metadata = await options.ConfigurationManager!.GetConfigurationAsync(cancellationToken);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = refreshToken,
            ["client_id"] = options.ClientId,
            ["client_secret"] = options.ClientSecret,
        });
        return await options.Backchannel.PostAsync(new Uri(metadata.TokenEndpoint), form, cancellationToken);
    }

    private TokenRefreshResult Store(OpenIdConnectMessage answer, AuthenticationProperties properties, string refreshToken)
    {
        var expiresAt = time.GetUtcNow().AddSeconds(int.Parse(answer.ExpiresIn));
        properties.UpdateTokenValue("access_token", answer.AccessToken);
        // The old refresh token is spent: whoever sends it again later ends the whole family.
        properties.UpdateTokenValue("refresh_token", answer.RefreshToken ?? refreshToken);
        properties.UpdateTokenValue(ExpiresAt, expiresAt.ToString("o"));
        // The ID token of the sign-in stays: it is the hint at sign-out, and a hint may be expired.
        return TokenRefreshResult.Refreshed;
    }

    private TokenRefreshResult Refused(OpenIdConnectMessage answer)
    {
        LogRefused(answer.Error, answer.ErrorDescription);
        return TokenRefreshResult.Ended;
    }

    private TokenRefreshResult Unavailable(string reason)
    {
        LogUnavailable(reason);
        return TokenRefreshResult.Unavailable;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The issuer refused to refresh: {Error} ({Description}).")]
    private partial void LogRefused(string? error, string? description);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The issuer could not be asked for new tokens: {Reason}.")]
    private partial void LogUnavailable(string reason);
}
