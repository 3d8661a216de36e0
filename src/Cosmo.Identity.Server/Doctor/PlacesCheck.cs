using Cosmo.Identity.Places;

namespace Cosmo.Identity.Server.Doctor;

/// <summary>Whether the database of places can be used, and is not too old to be right.</summary>
internal static class PlacesCheck
{
    private const string Subject = "places";

    /// <summary>Makers publish every week or month; meanwhile networks move.</summary>
    private static readonly TimeSpan OldAge = TimeSpan.FromDays(60);

    public static Finding Run(GeoIpOptions options, TimeProvider clock)
    {
        if (options.Database is not { Length: > 0 } path)
        {
            return new Finding.Fine(Subject, "no database is named: addresses are shown without places");
        }

        try
        {
            using var database = GeoIpDatabase.Open(path);
            var age = clock.GetUtcNow() - database.BuiltAt;
            return age > OldAge
                ? new Finding.Warning(Subject, $"{path} is {(int)age.TotalDays} days old", "Fetch a newer one, and let its maker’s updater do so from now on; the server takes it within a minute.")
                : new Finding.Fine(Subject, $"{path} is a {database.Kind} of {database.BuiltAt:yyyy-MM-dd}");
        }
        catch (InvalidDataException exception)
        {
            return new Finding.Error(Subject, $"{path} {exception.Message}", "Fetch it again, or take GeoIp:Database away; addresses are shown without places meanwhile.");
        }
    }
}
