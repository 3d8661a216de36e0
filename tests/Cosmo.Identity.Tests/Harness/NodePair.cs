using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Two nodes on one PostgreSQL, in this process, of one test class.</summary>
public sealed class NodePair(Servers servers) : IAsyncLifetime
{
    /// <summary>One of them.</summary>
    public HostedServer First { get; private set; } = null!;

    /// <summary>The other.</summary>
    public HostedServer Second { get; private set; } = null!;

    /// <summary>Plays a client against either, in turns.</summary>
    public OidcClient As(Registration registration, int turn) => (turn % 2 == 0 ? First : Second).As(registration);

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        First = await servers.StartAsync(Database.PostgreSql);
        Second = await First.StartAnotherNodeAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
    }
}
