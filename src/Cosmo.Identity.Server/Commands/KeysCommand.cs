using System.CommandLine;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary><c>keys</c>: the signing and encryption keys.</summary>
internal static class KeysCommand
{
    public static Command Create(ProgramSettings program)
    {
        var list = new Command("list", "Lists the keys in Keys:Directory.");
        list.SetAction(_ => List(program));
        return new Command("keys", "Signing and encryption keys.") { list };
    }

    private static int List(ProgramSettings program)
    {
        var ring = KeyRingLoader.Load(program.Settings.Keys, mayCreate: false, TimeProvider.System);
        Table.Write(
            ["KEY", "ALGORITHM", "STATE", "FILE"],
            ring.SigningKeys.Select(key => (IReadOnlyList<string>)[key.Kid, key.Algorithm, key.State, key.File])
                .Append([ring.EncryptionKey.KeyId, "A256KW", "encryption", "encryption.key"]));
        return Exit.Done;
    }
}
