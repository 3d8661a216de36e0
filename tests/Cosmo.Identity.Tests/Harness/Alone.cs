using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Tests that promise times, or stop what others use: they run after the others, one at a time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
