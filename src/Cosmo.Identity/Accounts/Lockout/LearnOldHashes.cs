using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>Finds out at start what a check of the old hashes among the accounts costs, so that not even the first of them stands out.</summary>
internal sealed class LearnOldHashes(Database database, PasswordHashing hashing, AnswerTime time) : BackgroundService
{
    private const int Samples = 3;

    private const string OldText = "SELECT password_hash FROM users WHERE password_hash IS NOT NULL AND substr(password_hash, 1, $1) <> $2 LIMIT 1";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            var prefix = PasswordHashing.CurrentPrefix;
            var hash = await database.ReadFirstAsync(new SqlStatement(OldText, prefix.Length, prefix), row => row.GetString(0), stoppingToken);
            for (var i = 0; i < Samples && !PasswordHashing.HasUsualCost(hash); i++)
            {
                var start = Stopwatch.GetTimestamp();
                await hashing.VerifyAsync(hash, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), stoppingToken);
                time.Note(Stopwatch.GetElapsedTime(start), isOldHash: true);
            }
        }
        catch (Exception exception) when (exception is HashingBusyException or OperationCanceledException || DatabaseUnavailableException.IsTransient(exception))
        {
            // Then the first checks of such accounts will tell.
        }
    }
}
