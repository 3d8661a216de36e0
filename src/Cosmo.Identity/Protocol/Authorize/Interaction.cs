using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.DataProtection;
using OpenIddict.Abstractions;

namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>What has happened for one authorization request since it came in, carried by the browser, sealed and bound to that request.</summary>
/// <param name="StartedAt">When it came in: a sign-in after it satisfies <c>prompt=login</c>.</param>
/// <param name="Decision">What the person decided on the consent page.</param>
/// <param name="DecidedIn">The session in which they decided.</param>
internal sealed record Interaction(DateTimeOffset StartedAt, ConsentDecision Decision = ConsentDecision.None, Guid? DecidedIn = null);

/// <summary>A person's answer to a client's wish.</summary>
internal enum ConsentDecision
{
    /// <summary>Not asked yet.</summary>
    None,

    /// <summary>All of it.</summary>
    Allowed,

    /// <summary>Nothing.</summary>
    Denied,
}

/// <summary>Seals and opens <see cref="Interaction"/>s.</summary>
internal sealed class InteractionSeal(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>The parameter of <c>/connect/authorize</c> that carries it.</summary>
    public const string Parameter = "interaction";

    /// <summary>A person who takes longer starts over.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Sealed<BoundInteraction> seal = new(protection, "authorize-interaction", clock);

    /// <param name="fingerprint">Of the request that it belongs to, see <see cref="Fingerprint"/>.</param>
    /// <param name="interaction">What has happened for it.</param>
    public string Seal(string fingerprint, Interaction interaction) =>
        seal.Close(new BoundInteraction(fingerprint, interaction), Lifetime);

    /// <summary>The interaction that belongs to this very request; a new one where there is none or it is another's.</summary>
    /// <param name="request">The request as validated.</param>
    /// <param name="text">The parameter as the browser brought it: OpenIddict drops what was not pushed from a pushed request.</param>
    public Interaction Open(OpenIddictRequest request, string? text) =>
        seal.Open(text) is { } opened && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(opened.Fingerprint), Encoding.ASCII.GetBytes(Fingerprint(request)))
            ? opened.Interaction
            // Expired, or made up: the request starts over.
            : new Interaction(clock.GetUtcNow());

    /// <summary>Equal for equal requests only.</summary>
    public static string Fingerprint(OpenIddictRequest request)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in request.GetParameters()
            .Where(parameter => parameter.Key != Parameter)
            .OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append('\n').Append(value.ToString()).Append('\n');
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private sealed record BoundInteraction(string Fingerprint, Interaction Interaction);
}
