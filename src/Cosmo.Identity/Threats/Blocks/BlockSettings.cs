using Microsoft.Extensions.Configuration;

namespace Cosmo.Identity.Threats.Blocks;

/// <summary>A network that no block applies to.</summary>
/// <param name="Network">In CIDR form.</param>
/// <param name="Setting">The name of the setting that says so.</param>
public sealed record ExemptNetwork(string Network, string Setting);

/// <summary>What the settings say of blocks; pages show it, and change nothing of it.</summary>
public sealed class BlockSettings
{
    private const string LimitsSection = "RateLimits:ExemptNetworks";

    internal BlockSettings(ThreatsOptions options, IConfiguration configuration)
    {
        Mode = options.Mode.ToString().ToLowerInvariant();
        IsEnforcing = options.Mode is ThreatsMode.Enforce;
        IsOff = options.Mode is ThreatsMode.Off;
        Exempt =
        [
            .. options.ExemptNetworks.Select((network, i) => new ExemptNetwork(network, $"{ThreatsOptions.Section}:{nameof(ThreatsOptions.ExemptNetworks)}:{i}")),
            .. configuration.GetSection(LimitsSection).GetChildren().Where(one => one.Value is not null).Select(one => new ExemptNetwork(one.Value!, one.Path)),
        ];
        First = options.DurationOf(0);
    }

    /// <summary><c>off</c>, <c>shadow</c> or <c>enforce</c>.</summary>
    public string Mode { get; }

    /// <summary>Whether rules and scores refuse anybody.</summary>
    public bool IsEnforcing { get; }

    /// <summary>Whether nobody is refused, not even whom a person blocked.</summary>
    public bool IsOff { get; }

    /// <summary>Networks that no block applies to.</summary>
    public IReadOnlyList<ExemptNetwork> Exempt { get; }

    /// <summary>How long the first block of a network lasts where nobody says otherwise; the next ones last longer.</summary>
    public TimeSpan First { get; }
}
