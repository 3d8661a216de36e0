using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>What arrived at the client: by query, by fragment or by a posted form.</summary>
public sealed class Callback
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);

    private Callback(Uri target, string mode, IEnumerable<(string Name, string Value)> parameters)
    {
        Target = target;
        Mode = mode;
        foreach (var (name, value) in parameters)
        {
            // V005: whatever the request smuggled in, the response holds each parameter once.
            _parameters.TryAdd(name, value).ShouldBeTrue($"'{name}' twice in the response to {target}");
        }
    }

    /// <summary>The address, without what was added to a fragment or body.</summary>
    public Uri Target { get; }

    /// <summary><c>query</c>, <c>fragment</c> or <c>form_post</c>.</summary>
    public string Mode { get; }

    /// <summary>The authorization code; fails when there is none.</summary>
    public string Code => this["code"] ?? throw new InvalidOperationException($"No code in {this}");

    /// <summary>The error code, or null.</summary>
    public string? Error => this["error"];

    /// <summary>A parameter, or null.</summary>
    public string? this[string name] => _parameters.GetValueOrDefault(name);

    /// <summary>A redirect that left the server.</summary>
    public static Callback FromRedirect(Uri url) => url.Fragment.Length > 1
        ? new Callback(url, "fragment", Parse(url.Fragment[1..]))
        : new Callback(url, "query", Parse(url.Query.TrimStart('?')));

    /// <summary>A form that posts itself to the client.</summary>
    public static Callback FromForm(Uri action, IEnumerable<(string Name, string Value)> fields) => new(action, "form_post", fields);

    /// <summary>Fails unless the answer is this error, in the client's hands with its state and the issuer (RFC 9207).</summary>
    public Callback ShouldFail(AuthorizationRequest request, string issuer, params string[] errors)
    {
        errors.ShouldContain(Error, ToString());
        this["code"].ShouldBeNull(ToString());
        this["state"].ShouldBe(request["state"], ToString());
        this["iss"].ShouldBe(issuer, ToString());
        return this;
    }

    /// <summary>Fails unless the answer is a code with the state sent and the issuer (RFC 9207).</summary>
    public Callback ShouldCarryCode(AuthorizationRequest request, string issuer)
    {
        Error.ShouldBeNull(ToString());
        Code.Length.ShouldBeGreaterThanOrEqualTo(32);
        this["state"].ShouldBe(request["state"], ToString());
        this["iss"].ShouldBe(issuer, ToString());
        return this;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Mode} {Target} {string.Join(" ", _parameters.Select(parameter => $"{parameter.Key}={parameter.Value}"))}";

    private static IEnumerable<(string Name, string Value)> Parse(string text) =>
        text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
        {
            var parts = pair.Split('=', 2);
            return (Unescape(parts[0]), parts.Length > 1 ? Unescape(parts[1]) : "");
        });

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
