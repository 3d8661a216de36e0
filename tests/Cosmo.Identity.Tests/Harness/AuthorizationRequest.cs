namespace Cosmo.Identity.Tests.Harness;

/// <summary>The parameters of one authorization request, good by default and bent by a test.</summary>
public sealed class AuthorizationRequest
{
    private readonly List<(string Name, string Value)> _parameters = [];

    /// <summary>A code request with PKCE, state and nonce.</summary>
    public AuthorizationRequest(Registration client, string scope)
    {
        Client = client;
        Pkce = Pkce.Create();
        _parameters.Add(("client_id", client.ClientId));
        _parameters.Add(("response_type", "code"));
        _parameters.Add(("redirect_uri", client.RedirectUri));
        _parameters.Add(("scope", scope));
        _parameters.Add(("state", "state-" + Guid.NewGuid().ToString("N")));
        _parameters.Add(("nonce", "nonce-" + Guid.NewGuid().ToString("N")));
        _parameters.Add(("code_challenge", Pkce.Challenge));
        _parameters.Add(("code_challenge_method", "S256"));
    }

    /// <summary>Who asks.</summary>
    public Registration Client { get; }

    /// <summary>What redeems the code.</summary>
    public Pkce Pkce { get; }

    /// <summary>All parameters in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Parameters => _parameters;

    /// <summary>The request's URL, relative to the server.</summary>
    public string Url => "/connect/authorize" + Wire.Query(_parameters);

    /// <summary>The value of a parameter, or null.</summary>
    public string? this[string name] => _parameters.Find(parameter => parameter.Name == name).Value;

    /// <summary>Sets or replaces a parameter.</summary>
    public AuthorizationRequest With(string name, string value)
    {
        _parameters.RemoveAll(parameter => parameter.Name == name);
        return And(name, value);
    }

    /// <summary>Adds a parameter, even if it is there already.</summary>
    public AuthorizationRequest And(string name, string value)
    {
        _parameters.Add((name, value));
        return this;
    }

    /// <summary>Leaves parameters out.</summary>
    public AuthorizationRequest Without(params string[] names)
    {
        _parameters.RemoveAll(parameter => names.Contains(parameter.Name));
        return this;
    }
}
