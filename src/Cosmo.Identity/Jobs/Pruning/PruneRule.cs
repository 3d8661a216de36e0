using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Jobs.Pruning;

/// <summary>Which rows of a table have served: those whose <paramref name="Column"/> lies further back than <paramref name="Age"/>, and for which the condition holds. All texts are constants.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">An instant that has an index.</param>
/// <param name="Age">How long a row is kept after that instant.</param>
internal sealed record PruneRule(string Table, string Column, TimeSpan Age)
{
    /// <summary>After an expiry: a clock that is a little ahead must not take what still lives. As much as <see cref="ClockWatch"/> lets pass.</summary>
    public static readonly TimeSpan AfterExpiry = ClockWatch.Tolerance;

    /// <summary>What must hold besides, in SQL; the row is named <c>old</c>.</summary>
    public string? Condition { get; init; }

    /// <summary>Lower ones first: what refers to a row goes before it.</summary>
    public int Order { get; init; }
}

/// <summary>What a slice's module says of its tables.</summary>
internal static class PruneRules
{
    public static IServiceCollection AddPruneRule(this IServiceCollection services, PruneRule rule) => services.AddSingleton(rule);
}
