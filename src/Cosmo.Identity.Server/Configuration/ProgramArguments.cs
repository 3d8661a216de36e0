using Cosmo.Identity.Server.Commands;

namespace Cosmo.Identity.Server.Configuration;

/// <summary>The command line in two parts: commands with their options, and settings, which stand anywhere and have a colon in their name.</summary>
/// <param name="Commands">For the command-line parser.</param>
/// <param name="Configuration">Each as <c>--Key=value</c>.</param>
internal sealed record ProgramArguments(IReadOnlyList<string> Commands, string[] Configuration)
{
    /// <summary>Settings without a section.</summary>
    private static readonly string[] RootKeys = ["Urls", "Issuer", "Environment", "AllowedHosts"];

    /// <exception cref="UsageException">A setting has no value.</exception>
    public static ProgramArguments Split(IReadOnlyList<string> arguments)
    {
        var commands = new List<string>();
        var configuration = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!IsSetting(argument))
            {
                commands.Add(argument);
            }
            else if (argument.Contains('='))
            {
                configuration.Add(argument);
            }
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                configuration.Add($"{argument}={arguments[++i]}");
            }
            else
            {
                throw new UsageException($"{argument} needs a value: {argument}=…");
            }
        }

        return new ProgramArguments(commands, [.. configuration]);
    }

    private static bool IsSetting(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            return false;
        }

        var name = argument[2..].Split('=')[0];
        return name.Contains(':') || RootKeys.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
