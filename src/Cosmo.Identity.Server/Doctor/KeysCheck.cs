using Cosmo.Identity.Keys;

namespace Cosmo.Identity.Server.Doctor;

/// <summary>Whether the key files can be used.</summary>
internal static class KeysCheck
{
    public static Finding Run(CosmoSettings settings)
    {
        try
        {
            var ring = KeyRingLoader.Load(settings.Keys, mayCreate: false, TimeProvider.System);
            return new Finding.Fine("keys", $"{settings.Keys.Directory} has {string.Join(", ", ring.SigningKeys.Select(key => $"{key.Algorithm} {key.State}"))}");
        }
        catch (KeyFileException) when (!Directory.Exists(settings.Keys.Directory) || !Directory.EnumerateFileSystemEntries(settings.Keys.Directory).Any())
        {
            return new Finding.Warning("keys", $"there are none in {settings.Keys.Directory} yet", "The first start makes them, as long as the database has no tokens; else restore them from a backup.");
        }
        catch (KeyFileException exception)
        {
            return new Finding.Error("keys", exception.Message, "The server does not start before.");
        }
    }
}
