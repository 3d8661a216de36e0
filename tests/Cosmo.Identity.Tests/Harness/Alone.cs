using Xunit;
using Xunit.v3;

// A test waits for servers as often as it computes; twice as many as the machine has cores keep them busy.
[assembly: Parallelization(MaxThreads = 4)]

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Tests that promise times, or stop what others use: they run after the others, one at a time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
