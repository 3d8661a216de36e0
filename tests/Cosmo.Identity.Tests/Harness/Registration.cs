using System.Text.Json.Nodes;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>How a client proves who it is at the token endpoint.</summary>
public enum ClientAuthentication
{
    /// <summary>HTTP Basic.</summary>
    Basic,

    /// <summary>Secret in the body.</summary>
    Post,

    /// <summary>A signed assertion.</summary>
    PrivateKeyJwt,

    /// <summary>A public client: its identifier only.</summary>
    None,
}

/// <summary>A client as the provisioning file declares it and as a test plays it.</summary>
public sealed record Registration(string ClientId, string? Secret = null)
{
    /// <summary>Registered by the members of OAuth client metadata.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>The way it authenticates.</summary>
    public ClientAuthentication Authentication { get; init; } = ClientAuthentication.Basic;

    /// <summary>Its first redirect URI.</summary>
    public string RedirectUri => Metadata["redirect_uris"]!.AsArray()[0]!.GetValue<string>();

    /// <summary>Its first post-logout redirect URI.</summary>
    public string PostLogoutRedirectUri => Metadata["post_logout_redirect_uris"]!.AsArray()[0]!.GetValue<string>();

    /// <summary>The client as the provisioning file says it.</summary>
    public JsonObject ToJson()
    {
        var client = (JsonObject)Metadata.DeepClone();
        client["client_id"] = ClientId;
        if (Secret is not null)
        {
            client["client_secret"] = Secret;
        }

        if (client["resource_server"] is null)
        {
            client["token_endpoint_auth_method"] = Authentication switch
            {
                ClientAuthentication.Post => "client_secret_post",
                ClientAuthentication.PrivateKeyJwt => "private_key_jwt",
                ClientAuthentication.None => "none",
                _ => "client_secret_basic",
            };
        }

        return client;
    }
}
