using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>
/// Tests that promise times, or stop what others use: they run after the others. <c>tests/run</c> starts them by their trait, a process
/// for each of these: faults and load beside each other, which mostly wait, and times at the end.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone
{
    /// <summary>Answers take equally long; tries take turns, so that whatever else the machine does meets all alike.</summary>
    public const string Times = nameof(Times);

    /// <summary>Servers and databases stop, hang and come again.</summary>
    public const string Faults = nameof(Faults);

    /// <summary>Attacks, floods and full tables.</summary>
    public const string Load = nameof(Load);
}
