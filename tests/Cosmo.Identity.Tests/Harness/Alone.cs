using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Tests that want the machine for themselves: races, crashes and faults run after the others, one at a time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
