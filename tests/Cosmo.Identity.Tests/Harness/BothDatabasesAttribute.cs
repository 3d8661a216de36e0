using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Runs a theory once on SQLite and once on PostgreSQL, before the given arguments if there are any.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class BothDatabasesAttribute(params object?[] arguments) : DataAttribute
{
    /// <summary>What follows the database in the parameters of the test.</summary>
    public IReadOnlyList<object?> Arguments { get; } = arguments;

    /// <inheritdoc />
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
            [.. Enum.GetValues<Database>().Select(database => new TheoryDataRow([database, .. Arguments]))]);

    /// <inheritdoc />
    public override bool SupportsDiscoveryEnumeration() => true;
}
