using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Cosmo.Identity.Settings;
using Microsoft.Extensions.Configuration;

namespace Cosmo.Identity.RateLimits;

/// <summary>At most so many in any stretch of time of this length.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateLimitWindow(int Limit, TimeSpan Window);

/// <summary>
/// One limit as a setting says it: <c>5 per 00:01:00</c>, several of them separated by commas, <c>{ "Limit": 5, "Window": "00:01:00" }</c>,
/// or an array of either. With several windows each of them holds.
/// </summary>
internal sealed partial class RateLimitWindows(int limit, string window) : ISettingValue
{
    private const int MostWindows = 4;
    private const int HighestLimit = 1_000_000;
    private const string Form = "is written 5 per 00:01:00, or as Limit and Window";

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private RateLimitWindow[] windows = [new(limit, TimeSpan.Parse(window, CultureInfo.InvariantCulture))];

    /// <summary>At least one; the first is the one that headers name first.</summary>
    public IReadOnlyList<RateLimitWindow> All => windows;

    public void Read(IConfigurationSection section, Action<string, string?, string> fail)
    {
        var children = section.GetChildren().ToList();
        if (section.Value is { Length: > 0 } && children.Count > 0)
        {
            // One comes from a file and the other from the environment, say; which of them was meant cannot be told.
            fail(section.Path, section.Value, $"is given twice, as text and as {children[0].Path}; keep one");
            return;
        }

        var isArray = children.Count > 0 && children.TrueForAll(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        var read = (isArray ? children : [section]).Where(part => part.Exists()).SelectMany(part => ReadOne(part, fail)).ToArray();
        if (read.Length > MostWindows)
        {
            fail(section.Path, section.Value, $"has more than {MostWindows} windows");
        }
        else if (read.Length > 0)
        {
            windows = read;
        }
    }

    private List<RateLimitWindow> ReadOne(IConfigurationSection section, Action<string, string?, string> fail)
    {
        if (section.Value is { } text)
        {
            return [.. text.Split(',').Select(part => ReadText(section.Path, part, fail)).OfType<RateLimitWindow>()];
        }

        var (limit, window) = (windows[0].Limit, windows[0].Window);
        foreach (var member in section.GetChildren())
        {
            if (member.Key.Equals(nameof(RateLimitWindow.Limit), StringComparison.OrdinalIgnoreCase))
            {
                if (!int.TryParse(member.Value, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > HighestLimit)
                {
                    fail(member.Path, member.Value, $"must be a whole number from 1 to {HighestLimit}");
                    return [];
                }
            }
            else if (member.Key.Equals(nameof(RateLimitWindow.Window), StringComparison.OrdinalIgnoreCase))
            {
                var (duration, fault) = SettingsReader.ParseDuration(member.Value ?? "");
                if ((fault ?? FaultOf(duration)) is { } reason)
                {
                    fail(member.Path, member.Value, reason);
                    return [];
                }

                window = duration;
            }
            else
            {
                fail(member.Path, member.Value, "is not known; a limit has Limit and Window");
                return [];
            }
        }

        return [new RateLimitWindow(limit, window)];
    }

    private static RateLimitWindow? ReadText(string key, string text, Action<string, string?, string> fail)
    {
        if (Text().Match(text) is not { Success: true } match)
        {
            fail(key, text, Form);
            return null;
        }

        if (!int.TryParse(match.Groups["limit"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > HighestLimit)
        {
            fail(key, text, $"must allow from 1 to {HighestLimit}");
            return null;
        }

        var (window, fault) = SettingsReader.ParseDuration(match.Groups["window"].Value);
        if ((fault ?? FaultOf(window)) is { } reason)
        {
            fail(key, text, reason);
            return null;
        }

        return new RateLimitWindow(limit, window);
    }

    private static string? FaultOf(TimeSpan window) =>
        window < Shortest || window > Longest ? $"the window must be from {Shortest:c} to {Longest:c}" : null;

    [GeneratedRegex(@"^\s*(?<limit>\d{1,9})\s+per\s+(?<window>[\d.:]{1,20})\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Text();
}
