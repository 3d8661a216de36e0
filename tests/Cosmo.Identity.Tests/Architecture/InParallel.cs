using Cosmo.Identity.Tests.Architecture;
using Cosmo.Identity.Tests.Jobs;
using Cosmo.Identity.Tests.Mail;
using Cosmo.Identity.Tests.Protocol.Token;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// A test waits for servers more often than it computes; twice as many as the machine has cores keep them busy.
[assembly: Parallelization(MaxThreads = 4)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Cosmo.Identity.Tests.Architecture;

/// <summary>Begins with the classes that mostly wait: begun last, one of them would keep the suite from ending for minutes.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [typeof(ClientAuthenticationTests).FullName!, typeof(PruneTests).FullName!, typeof(DeliveryTests).FullName!];

    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => Longest.Any(name => collection.TestCollectionDisplayName.Contains(name + " ", StringComparison.Ordinal)))];
}
