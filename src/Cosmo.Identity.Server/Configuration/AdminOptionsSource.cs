using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Settings;

namespace Cosmo.Identity.Server.Configuration;

/// <summary>The settings of the admin area as the files say them now, under the environment and the command line of the start.</summary>
internal sealed class AdminOptionsSource(ProgramSettings program) : IAdminOptionsSource
{
    public AdminOptions? ReadAgain()
    {
        try
        {
            var reader = new SettingsReader(program.ReadConfiguration());
            var options = reader.Read<AdminOptions>(AdminOptions.Section);
            return reader.Failures.Count == 0 ? options : null;
        }
        // Somebody is writing the file, or has written it wrongly.
        catch (Exception exception) when (exception is SettingsException or IOException)
        {
            return null;
        }
    }
}
