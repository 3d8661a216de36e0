using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Another process that holds the write lock of a SQLite file until disposed of.</summary>
public sealed class SqliteLock : IAsyncDisposable
{
    private readonly Process _process;

    private SqliteLock(Process process) => _process = process;

    /// <summary>Takes the lock, as soon as the server lets it go between two transactions.</summary>
    public static async Task<SqliteLock> TakeAsync(RunningServer server)
    {
        var file = Path.Combine(server.Folder, "cosmo-identity.db");
        var process = Process.Start(Command.Describe(server.Folder, "sqlite3", ["-batch", "-bail", file], "Development"))!;
        await process.StandardInput.WriteLineAsync(".timeout 20000\nBEGIN IMMEDIATE;\nSELECT 'locked';");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        line.ShouldBe("locked");
        return new SqliteLock(process);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _process.StandardInput.WriteLineAsync("ROLLBACK;\n.quit");
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
