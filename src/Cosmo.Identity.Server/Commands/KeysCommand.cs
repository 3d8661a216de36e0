using System.CommandLine;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Keys.Care;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>keys</c>: the signing and encryption keys.</summary>
internal static class KeysCommand
{
    public static Command Create(ProgramSettings program) => new("keys", "Signing and encryption keys.")
    {
        CreateList(program),
        CreateRotate(program),
        CreateRetire(program),
    };

    private static Command CreateList(ProgramSettings program)
    {
        var command = new Command("list", "Lists the keys in Keys:Directory: what each does, from when and until when.");
        command.SetAction(_ => List(program));
        return command;
    }

    private static Command CreateRotate(ProgramSettings program)
    {
        var algorithm = new Option<string?>("--algorithm") { Description = "ES256 (access tokens) or RS256 (ID tokens). Without it both.", HelpName = "NAME" };
        var now = new Option<bool>("--now") { Description = "The new key signs at once, unannounced: for a key that leaked. Relying parties that cache keys may refuse tokens for up to an hour." };
        var command = new Command("rotate", "Makes new signing keys, announced for Keys:AnnouncePeriod before they sign. Running servers that share the folder see them within seconds.") { algorithm, now };
        command.SetAction((parsed, cancellationToken) => RotateAsync(program, parsed.GetValue(algorithm), parsed.GetValue(now), cancellationToken));
        return command;
    }

    private static Command CreateRetire(ProgramSettings program)
    {
        var kid = new Argument<string>("KEY") { Description = "The key, as keys list shows it." };
        var command = new Command("retire", "Takes a key out at once: nothing that it signed is accepted any more. Not the one that signs: rotate --now first.") { kid };
        command.SetAction((parsed, cancellationToken) => RetireAsync(program, parsed.GetValue(kid)!, cancellationToken));
        return command;
    }

    private static int List(ProgramSettings program)
    {
        var ring = KeyRingLoader.Load(program.Settings.Keys, mayCreate: false, TimeProvider.System);
        Table.Write(
            ["KEY", "ALGORITHM", "STATE", "SIGNS FROM", "SIGNS UNTIL", "ACCEPTED UNTIL", "FILE"],
            new KeyReader(ring, TimeProvider.System).Read().Select(key => (IReadOnlyList<string>)
                [key.Kid, key.Algorithm, WordOf(key.State), Text(key.SignsFrom), Text(key.SignsUntil), Text(key.AcceptedUntil), Path.Combine(program.Settings.Keys.Directory, key.File)])
                .Append([ring.EncryptionKey.KeyId, "A256KW", "encryption", "", "", "", "encryption.key"]));
        return Exit.Done;
    }

    private static async Task<int> RotateAsync(ProgramSettings program, string? algorithm, bool now, CancellationToken cancellationToken)
    {
        if (algorithm is not null && !KeyName.Algorithms.Contains(algorithm, StringComparer.Ordinal))
        {
            throw new UsageException($"--algorithm is one of {string.Join(", ", KeyName.Algorithms)}.");
        }

        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        var done = Require(await services.Keys.RotateAsync("command:keys rotate", algorithm is null ? KeyName.Algorithms : [algorithm], now, cancellationToken));
        foreach (var key in done.Keys)
        {
            Console.WriteLine(key.State == KeyState.Announced
                ? $"{key.Algorithm} {key.Kid} is announced, and signs from {key.SignsFrom:u} on."
                : $"{key.Algorithm} {key.Kid} signs from now on.");
        }

        return Exit.Done;
    }

    private static async Task<int> RetireAsync(ProgramSettings program, string kid, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        var key = Require(await services.Keys.RetireAsync("command:keys retire", kid, cancellationToken)).Keys[0];
        Console.WriteLine($"{key.Algorithm} {key.Kid} is out. To take it back, rename {Path.Combine(program.Settings.Keys.Directory, key.File)} to {key.File[KeyName.RetiredPrefix.Length..]}.");
        return Exit.Done;
    }

    private static KeyOrderResult.Done Require(KeyOrderResult result) => result switch
    {
        KeyOrderResult.Done done => done,
        KeyOrderResult.Refused { Fault: KeyFault.Unknown } => throw new RefusedException("There is no such key; see: cosmo-identity keys list"),
        KeyOrderResult.Refused { Fault: KeyFault.Signs } refused => throw new RefusedException($"{refused.Text} Run: cosmo-identity keys rotate --now"),
        KeyOrderResult.Refused { Fault: KeyFault.Waits } refused => throw new RefusedException($"{refused.Text} A key that leaked is replaced at once by: cosmo-identity keys rotate --now"),
        KeyOrderResult.Refused refused => throw new RefusedException(refused.Text),
        _ => throw new InvalidOperationException(result.ToString()),
    };

    private static string WordOf(KeyState state) => state.ToString().ToLowerInvariant();

    private static string Text(DateTimeOffset? instant) => instant is { } known ? $"{known:u}" : "";
}
