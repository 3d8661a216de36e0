using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cosmo.Identity.Provisioning;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Server.Configuration;
using Cosmo.Identity.Threats;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Server.Commands;

/// <summary>What the <c>blocks</c> commands do, each in one transaction with its event.</summary>
internal static class BlockCare
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public static async Task<int> ListAsync(ProgramSettings program, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        await services.StandingExemptions.ReadAsync(cancellationToken);
        await using var context = services.Database.CreateContext();
        var now = services.Clock.GetUtcNow();
        var blocks = await context.Set<IpBlock>().AsNoTracking()
            .Where(block => block.ExpiresAt > now && block.LiftedAt == null).OrderBy(block => block.ExpiresAt).ToListAsync(cancellationToken);
        var mode = program.Settings.Threats.Mode;
        Table.Write(
            ["NETWORK", "STATE", "SINCE", "UNTIL", "TIME", "PLACED BY", "REASON"],
            blocks.Select(block => (IReadOnlyList<string>)
            [
                block.Network,
                StateOf(block, mode, services.Exemptions),
                $"{block.CreatedAt:u}",
                $"{block.ExpiresAt:u}",
                (block.Repetition + 1).ToString(CultureInfo.InvariantCulture),
                block.PlacedBy,
                block.Reason,
            ]));
        return Exit.Done;
    }

    public static async Task<int> AddAsync(ProgramSettings program, string text, string? duration, string? reason, CancellationToken cancellationToken)
    {
        var block = await PlaceAsync(program, text, duration, reason, cancellationToken);
        Console.WriteLine($"{block.Network} is blocked until {block.ExpiresAt:u}.");
        if (program.Settings.Threats.Mode is ThreatsMode.Off)
        {
            Console.Error.WriteLine("Threats:Mode is off here: no server with this setting refuses anybody.");
        }

        return Exit.Done;
    }

    /// <summary>The block that <c>blocks add</c> makes.</summary>
    /// <exception cref="RefusedException">It is no network, too wide, exempt or blocked already; nothing was changed.</exception>
    public static async Task<IpBlock> PlaceAsync(ProgramSettings program, string text, string? duration, string? reason, CancellationToken cancellationToken)
    {
        var network = Read(text);
        if (network.PrefixLength < (network.BaseAddress.AddressFamily is AddressFamily.InterNetwork ? 8 : 16))
        {
            throw new RefusedException($"{network} is too wide: it would refuse a good part of the Internet.");
        }

        var length = duration is null ? (TimeSpan?)null : ReadDuration(duration);
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        await services.StandingExemptions.ReadAsync(cancellationToken);
        if (services.Exemptions.Covers(network))
        {
            throw new RefusedException(
                services.Exemptions.SettingsCover(network) ? $"{network} is exempt by Threats:ExemptNetworks or RateLimits:ExemptNetworks."
                : $"{network} is exempt by an administrator's word, which the console shows under /admin/exemptions.");
        }

        var request = new BlockRequest("command:blocks add", reason ?? "by an operator") { Duration = length };
        return await services.Blocks.PlaceAsync(network, request, cancellationToken)
            ?? throw new RefusedException($"{network} is blocked already; see: cosmo-identity blocks list");
    }

    public static async Task<int> RemoveAsync(ProgramSettings program, string text, CancellationToken cancellationToken)
    {
        var network = Read(text);
        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        if (!await services.Blocks.LiftAsync(network, "command:blocks remove", cancellationToken))
        {
            throw new RefusedException($"{network} is not blocked; see: cosmo-identity blocks list");
        }

        Console.WriteLine($"{network} is no longer blocked.");
        return Exit.Done;
    }

    private static string StateOf(IpBlock block, ThreatsMode mode, BlockExemptions exempt) =>
        block.IsShadow ? "shadow"
        : mode is ThreatsMode.Off || (mode is ThreatsMode.Shadow && BlockRequest.IsAutomaticBy(block.PlacedBy)) ? "rests"
        : exempt.Covers(IPNetwork.Parse(block.Network)) ? "exempt"
        : "in force";

    private static IPNetwork Read(string text)
    {
        if (Subnet.TryParse(text, out var fault) is not { } network)
        {
            throw new RefusedException($"{ObjectReader.Quote(text)} {fault}.");
        }

        return text.Contains('/', StringComparison.Ordinal) ? network : Subnet.OfSubscriber(network.BaseAddress);
    }

    private static TimeSpan ReadDuration(string text)
    {
        var duration = text is [.. var digits, 'm' or 'h' or 'd'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                _ => TimeSpan.FromDays(Math.Min(count, Longest.Days + 1)),
            }
            : text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var given) ? given
            : TimeSpan.Zero;
        return duration > TimeSpan.Zero && duration <= Longest
            ? duration
            : throw new RefusedException($"{ObjectReader.Quote(text)} is no duration up to 365 days, such as 30m, 12h, 7d or 1.12:00:00.");
    }
}
