using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Cosmo.Identity.Provisioning.Django;

/// <summary>One line of a file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Content">Without its end; null where the line is too long to be looked at.</param>
internal readonly record struct JsonLine(int Number, byte[]? Content);

/// <summary>Reads a file line by line, whatever its size: no more than one line is in memory.</summary>
internal static class JsonLines
{
    /// <summary>A user with every field at its longest has a tenth of it.</summary>
    public const int LongestLine = 64 * 1024;

    /// <summary>Whoever goes on for so long without the end of a line is no such file, or a device without end.</summary>
    private const long MostSkipped = 64L << 20;

    /// <exception cref="InvalidDataException">A line does not end.</exception>
    public static async IAsyncEnumerable<JsonLine> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: LongestLine, leaveOpen: true));
        var (number, skipped) = (0, 0L);
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                yield return Line(++number, buffer.Slice(0, end), skipped);
                (buffer, skipped) = (buffer.Slice(buffer.GetPosition(1, end)), 0);
            }

            if (skipped > 0 || buffer.Length > LongestLine)
            {
                skipped += buffer.Length;
                buffer = buffer.Slice(buffer.End);
            }

            if (skipped > MostSkipped)
            {
                throw new InvalidDataException($"line {number + 1} has no end; this is no file of JSON lines");
            }

            if (read.IsCompleted)
            {
                if (buffer.Length + skipped > 0)
                {
                    yield return Line(number + 1, buffer, skipped);
                }

                await pipe.CompleteAsync();
                yield break;
            }

            pipe.AdvanceTo(buffer.Start, read.Buffer.End);
        }
    }

    private static JsonLine Line(int number, ReadOnlySequence<byte> content, long skipped) =>
        new(number, skipped > 0 || content.Length > LongestLine ? null : content.ToArray());
}
