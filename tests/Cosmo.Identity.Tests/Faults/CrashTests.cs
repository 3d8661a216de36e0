using System.Collections.Concurrent;
using System.Security.Cryptography;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Faults;

/// <summary>kill -9 under load: what was acknowledged is there, what was used up stays used up (F-01, F-03).</summary>
[Collection(nameof(Alone)), Trait(nameof(Alone), Alone.Faults)]
public sealed class CrashTests(Servers servers)
{
    private const int Writers = 16;
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(5);

    [Theory]
    [BothDatabases]
    public async Task No_acknowledged_token_is_lost_and_no_redeemed_one_works_again(Database database)
    {
        await using var server = await servers.StartProcessAsync(database, ("Tokens:RefreshTokenReuseLeeway", "00:00:00"));
        for (var round = 0; round < Effort.CrashRounds; round++)
        {
            var ledgers = Enumerable.Range(0, Writers).Select(_ => new Ledger()).ToList();
            var writers = ledgers.Select(ledger => WriteAsync(server, ledger)).ToList();


            await KillUnderLoadAsync(server, ledgers, writers);
            await Task.WhenAll(writers);
            await server.StartAgainAsync();


            server.StartTime.ShouldBeLessThan(ReadyDeadline, $"round {round}");
            foreach (var ledger in ledgers)
            {
                await ShouldStandAsync(server, ledger);
            }
        }
    }

    [Theory]
    [BothDatabases]
    public async Task A_refresh_whose_answer_the_crash_swallowed_can_be_asked_again(Database database)
    {
        // F-03: either the old token still works or its one successor is given again; never both dead.
        await using var server = await servers.StartProcessAsync(database, ("Tokens:RefreshTokenReuseLeeway", "00:01:00"));
        for (var round = 0; round < Effort.CrashRounds; round++)
        {
            var ledgers = Enumerable.Range(0, Writers).Select(_ => new Ledger()).ToList();
            var writers = ledgers.Select(ledger => RefreshAsync(server, ledger)).ToList();


            await KillUnderLoadAsync(server, ledgers, writers);
            await Task.WhenAll(writers);
            await server.StartAgainAsync();


            var client = server.As(Registrations.Mobile);
            foreach (var ledger in ledgers.Where(ledger => ledger.Current is not null))
            {
                var retry = (await client.RefreshAsync(ledger.Current!)).ShouldSucceed();
                var again = (await client.RefreshAsync(ledger.Current!)).ShouldSucceed();
                again.RefreshToken.ShouldBe(retry.RefreshToken);
                (await client.RefreshAsync(retry.RefreshToken)).ShouldSucceed();
            }
        }
    }

    private static async Task KillUnderLoadAsync(ServerProcess server, List<Ledger> ledgers, List<Task> writers)
    {
        // Not before the writers are at work, and then at a moment that nobody chose.
        var enough = RandomNumberGenerator.GetInt32(Writers * 2, Writers * 10);
        await Eventually.HoldsAsync(EnoughIsWrittenAsync, TimeSpan.FromSeconds(30), "sixteen writers were at work");
        await server.KillAsync();

        async Task<bool> EnoughIsWrittenAsync()
        {
            // Why one gave up says more than that too little was written.
            await Task.WhenAll(writers.Where(writer => writer.IsCompleted));
            return ledgers.Sum(ledger => ledger.Acknowledged) >= enough;
        }
    }

    private static async Task WriteAsync(RunningServer server, Ledger ledger)
    {
        var client = server.As(Registrations.Mobile);
        try
        {
            while (true)
            {
                var tokens = await client.PasswordAsync(People.Ada);
                Acknowledge(tokens, ledger);
                ledger.Live.Add(tokens.AccessToken);
                var second = await client.RefreshAsync(tokens.RefreshToken);
                Acknowledge(second, ledger);
                ledger.Redeemed.Add(tokens.RefreshToken);
                ledger.Live.Add(second.AccessToken);

                var given = await client.PasswordAsync(People.Grace);
                Acknowledge(given, ledger);
                var revocation = await client.RevokeAsync(given.RefreshToken);
                Acknowledge(revocation, ledger);
                ledger.Dead.Add(given.AccessToken);
                ledger.Unusable.Add(given.RefreshToken);
            }
        }
        catch (HttpRequestException)
        {
            // The server was killed while this request was on its way: nobody knows its outcome.
        }
    }

    private static async Task RefreshAsync(RunningServer server, Ledger ledger)
    {
        var client = server.As(Registrations.Mobile);
        try
        {
            while (true)
            {
                var tokens = ledger.Current is null ? await client.PasswordAsync(People.Ada) : await client.RefreshAsync(ledger.Current);
                Acknowledge(tokens, ledger);
                ledger.Current = tokens.RefreshToken;
            }
        }
        catch (HttpRequestException)
        {
            // Killed in the middle: the token in hand is asked again after the restart.
        }
    }

    private static void Acknowledge(Answer answer, Ledger ledger)
    {
        answer.Status.ShouldBe(200, answer.ToString());
        ledger.Acknowledged++;
    }

    private static async Task ShouldStandAsync(RunningServer server, Ledger ledger)
    {
        var client = server.As(Registrations.Mobile);
        var api = server.As(Registrations.OrdersApi);
        foreach (var token in ledger.Live)
        {
            (await api.IntrospectAsync(token)).ShouldBeActive();
        }

        foreach (var token in ledger.Dead)
        {
            (await api.IntrospectAsync(token)).ShouldBeInactive();
        }

        foreach (var token in ledger.Unusable.Concat(ledger.Redeemed))
        {
            (await client.RefreshAsync(token)).ShouldFail(400, "invalid_grant");
        }
    }

    /// <summary>What one writer was told.</summary>
    private sealed class Ledger
    {
        private int _acknowledged;

        public ConcurrentBag<string> Live { get; } = [];

        public ConcurrentBag<string> Dead { get; } = [];

        public ConcurrentBag<string> Redeemed { get; } = [];

        public ConcurrentBag<string> Unusable { get; } = [];

        public string? Current { get; set; }

        public int Acknowledged
        {
            get => Volatile.Read(ref _acknowledged);
            set => Volatile.Write(ref _acknowledged, value);
        }
    }
}
