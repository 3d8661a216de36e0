using System.Text.Json;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>kill -9 under load: every event of an acknowledged answer is there, as a row or counted, and the chain is whole.</summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Faults)]
public sealed class EventCrashTests(Servers servers)
{
    private const int Writers = 16;

    [Theory]
    [BothDatabases]
    public async Task No_event_of_an_acknowledged_answer_is_lost(Database database)
    {
        await using var server = await servers.StartProcessAsync(database);
        var (issued, failed) = (0, 0);
        for (var round = 0; round < Effort.CrashRounds; round++)
        {
            var before = issued + failed;
            var writers = Enumerable.Range(0, Writers).Select(number => number % 2 == 0 ? Task.Run(IssueAsync) : Task.Run(FailAsync)).ToList();
            await Eventually.HoldsAsync(() => Task.FromResult(issued + failed > before + 200), TimeSpan.FromSeconds(60), "sixteen writers were at work");
            await server.KillAsync();
            await Task.WhenAll(writers);
            await server.StartAgainAsync();


            (await RunAsync(server, "verify")).ShouldBeDone();
            var events = await ExportAsync(server);


            Sum(events, "token.tokens_issued").ShouldBeGreaterThanOrEqualTo(issued, $"round {round}");
            Sum(events, "client.client_authentication_failed").ShouldBeGreaterThanOrEqualTo(failed, $"round {round}");
            // What was counted is few rows.
            events.Count(line => line.GetProperty("type").GetString() == "client.client_authentication_failed").ShouldBeLessThan(200 * (round + 1));
        }

        (await server.StopAsync()).ShouldBe(0);
        (await RunAsync(server, "verify")).ShouldBeDone();

        async Task IssueAsync() => await UntilKilledAsync(async () =>
        {
            (await server.As(Registrations.Worker).ClientCredentialsAsync("orders.read")).ShouldSucceed();
            Interlocked.Increment(ref issued);
        });

        async Task FailAsync() => await UntilKilledAsync(async () =>
        {
            var answer = await server.Http.PostAsync(
                "/connect/token", [("grant_type", "client_credentials")], ("Authorization", OidcClient.Basic(Registrations.Worker.ClientId, "wrong-" + Registrations.Worker.Secret)));
            answer.Status.ShouldBe(401, answer.ToString());
            Interlocked.Increment(ref failed);
        });
    }

    private static async Task UntilKilledAsync(Func<Task> act)
    {
        try
        {
            while (true)
            {
                await act();
            }
        }
        catch (HttpRequestException)
        {
            // Killed in the middle: nobody was told anything.
        }
    }

    private static int Sum(IEnumerable<JsonElement> events, string type) =>
        events.Where(line => line.GetProperty("type").GetString() == type).Sum(line => line.GetProperty("count").GetInt32());

    private static Task<CommandResult> RunAsync(RunningServer server, string command) =>
        Command.CosmoAsync(server.Folder, "Development", ["events", command, .. server.DataArguments]);

    private static async Task<IReadOnlyList<JsonElement>> ExportAsync(RunningServer server) =>
        [.. (await Command.CosmoProcessAsync(server.Folder, "Development", ["events", "export", .. server.DataArguments])).ShouldBeDone().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
