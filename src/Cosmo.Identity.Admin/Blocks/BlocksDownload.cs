using System.Globalization;
using System.Text;
using Cosmo.Identity.Threats.Blocks;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.Blocks;

/// <summary>The standing blocks as a file: <c>format=csv</c> with all that is known of them, else as the import reads it, one CIDR a line.</summary>
internal static class BlocksDownload
{
    public static IResult Answer(HttpContext context, IpBlockReader blocks, TimeProvider clock, CancellationToken cancellationToken)
    {
        var name = $"ip-blocks-{clock.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}";
        return context.Request.Query["format"] == "csv"
            ? TypedResults.Stream(output => WriteAsync(output, "network,state,since,until,repetition,score,placed_by,reason\r\n", blocks, Row, cancellationToken), "text/csv; charset=utf-8", $"{name}.csv")
            : TypedResults.Stream(output => WriteAsync(output, "", blocks, Line, cancellationToken), "text/plain; charset=utf-8", $"{name}.txt");
    }

    private static async Task WriteAsync(Stream output, string heading, IpBlockReader blocks, Func<KnownBlock, string> format, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await text.WriteAsync(heading);
        await foreach (var block in blocks.ListAllAsync(cancellationToken))
        {
            await text.WriteAsync(format(block));
        }
    }

    // A shadow refuses nobody, and what is imported does; what is exempt could not be imported.
    private static string Line(KnownBlock block) => block.State is BlockState.Shadow or BlockState.Exempt ? "" : block.Network.Network + "\n";

    private static string Row(KnownBlock block) => string.Join(',', new[]
    {
        block.Network.Network.ToString(),
        block.State.ToString().ToLowerInvariant(),
        Instant(block.CreatedAt),
        Instant(block.ExpiresAt),
        block.Repetition.ToString(CultureInfo.InvariantCulture),
        block.Score?.ToString(CultureInfo.InvariantCulture),
        block.PlacedBy,
        block.Reason,
    }.Select(Cell)) + "\r\n";

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // A cell that a spreadsheet would compute gets an apostrophe before it: reasons quote what strangers wrote.
    private static string Cell(string? value)
    {
        value = value is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + value : value ?? "";
        return value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
