using Cosmo.Identity.Keys;

namespace Cosmo.Identity.Server.Doctor;

/// <summary>Whether the key files can be used, and none signs for too long.</summary>
internal static class KeysCheck
{
    private const string Subject = "keys";

    public static IEnumerable<Finding> Run(KeysOptions options, TimeProvider clock)
    {
        IReadOnlyList<KeyView> keys;
        Finding? fault = null;
        try
        {
            keys = new KeyReader(KeyRingLoader.Load(options, mayCreate: false, clock), clock).Read();
        }
        catch (KeyFileException) when (!Directory.Exists(options.Directory) || !Directory.EnumerateFileSystemEntries(options.Directory).Any())
        {
            (keys, fault) = ([], new Finding.Warning(Subject, $"there are none in {options.Directory} yet", "The first start makes them, as long as the database has no tokens; else restore them from a backup."));
        }
        catch (KeyFileException exception)
        {
            (keys, fault) = ([], new Finding.Error(Subject, exception.Message, "The server does not start before; one that runs goes on with the keys that it has."));
        }

        return fault is not null ? [fault] : [Describe(options, keys), .. keys.Where(key => key.State == KeyState.Active).Select(key => Judge(key, keys, options, clock.GetUtcNow())).OfType<Finding>()];
    }

    private static Finding.Fine Describe(KeysOptions options, IReadOnlyList<KeyView> keys) => new(
        Subject, $"{options.Directory} has {string.Join(", ", keys.Select(key => $"{key.Algorithm} {key.State.ToString().ToLowerInvariant()}{(key.State == KeyState.Announced ? $" from {key.SignsFrom:u} on" : "")}"))}");

    private static Finding.Warning? Judge(KeyView active, IReadOnlyList<KeyView> keys, KeysOptions options, DateTimeOffset now)
    {
        if (active.SignsFrom is not { } since)
        {
            return options.RotationPeriod == TimeSpan.Zero || active.SignsUntil is not null ? null : new Finding.Warning(
                Subject, $"nobody knows how old {active.File} is: its name has no date", "It is not rotated by itself. Run once: cosmo-identity keys rotate");
        }

        return options.RotationPeriod > TimeSpan.Zero && now - since > options.RotationPeriod && !keys.Any(key => key.Algorithm == active.Algorithm && key.State == KeyState.Announced)
            ? new Finding.Warning(
                Subject,
                $"the key that signs {active.Algorithm} is {(int)(now - since).TotalDays} days old, older than Keys:RotationPeriod, and no other is announced",
                "See in jobs list why RotateKeys makes none, or run: cosmo-identity keys rotate. With a folder for each node set Keys:RotationPeriod to zero.")
            : null;
    }
}
