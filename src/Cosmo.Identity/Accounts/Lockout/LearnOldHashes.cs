using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.Passwords.Imported;
using Microsoft.Extensions.Hosting;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>Finds out at start what a check of the old hashes among the accounts costs, so that not even the first of them stands out.</summary>
internal sealed class LearnOldHashes(Database database, PasswordHashing hashing, AnswerTime time) : BackgroundService
{
    private const int Samples = 3;

    // One hash of each kind; of all that is not of today, since whatever knows more of them is not known to SQL.
    private const string OldTexts =
        $"""
        SELECT min(password_hash) FROM users WHERE password_hash IS NOT NULL AND substr(password_hash, 1, $1) <> $2
        GROUP BY CASE WHEN password_hash LIKE '{DjangoHash.Prefix}%' THEN substr(password_hash, 1, $4) ELSE substr(password_hash, 1, $3) END
        LIMIT 1000
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            foreach (var hash in await DearestAsync(stoppingToken))
            {
                await LearnAsync(hash, PasswordHashing.OldKind(hash)!, stoppingToken);
            }
        }
        catch (Exception exception) when (exception is HashingBusyException or OperationCanceledException || DatabaseUnavailableException.IsTransient(exception))
        {
            // Then the first checks of such accounts will tell.
        }
    }

    /// <summary>The dearest hash of each algorithm: cheaper ones hide behind it. The work stands in the kind, in a fixed width.</summary>
    private async Task<IReadOnlyList<string>> DearestAsync(CancellationToken cancellationToken)
    {
        var prefix = PasswordHashing.CurrentPrefix;
        var statement = new SqlStatement(OldTexts, prefix.Length, prefix, PasswordHashing.LongestKind, DjangoHash.KindLength);
        var hashes = await database.ReadAllAsync(statement, row => row.GetString(0), cancellationToken);
        return
        [
            .. hashes.Select(hash => (Hash: hash, Kind: PasswordHashing.OldKind(hash)))
                .Where(old => old.Kind is not null)
                .GroupBy(old => DjangoHash.AlgorithmOf(old.Kind!) ?? old.Kind)
                .Select(group => group.MaxBy(old => old.Kind, StringComparer.Ordinal).Hash),
        ];
    }

    private async Task LearnAsync(string hash, string kind, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Samples; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await hashing.VerifyAsync(hash, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), cancellationToken);
            time.Note(Stopwatch.GetElapsedTime(start), kind);
        }
    }
}
