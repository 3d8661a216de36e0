using Cosmo.Identity.Provisioning;

namespace Cosmo.Identity.Server.Commands;

/// <summary>Provisioning files on disk; what is wrong with one is refused in the operator's words, each line with the file's name.</summary>
internal static class ProvisioningSource
{
    /// <exception cref="RefusedException">The file cannot be read, or has faults.</exception>
    public static async Task<ProvisioningFile> ReadAsync(string path, CancellationToken cancellationToken) =>
        ProvisioningParser.Parse(await ReadBytesAsync(path, cancellationToken)) switch
        {
            ProvisioningParsing.Accepted accepted => accepted.File,
            ProvisioningParsing.Refused refused => throw Refuse(path, refused.Errors),
            _ => throw new InvalidOperationException(),
        };

    /// <exception cref="RefusedException">The file contradicts the database.</exception>
    public static ProvisioningResult.Applied Require(string path, ProvisioningResult result) => result switch
    {
        ProvisioningResult.Applied applied => applied,
        ProvisioningResult.Refused refused => throw Refuse(path, refused.Errors),
        _ => throw new InvalidOperationException(),
    };

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
            // One byte more than allowed is enough to see that it is too long, and a device without end does not fill the memory.
            var buffer = new byte[ProvisioningParser.MostBytes + 1];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return buffer.AsMemory(0, length);
        }
        catch (Exception exception) when (GivenFile.IsUnreadable(exception))
        {
            throw GivenFile.Refuse(path, exception);
        }
    }

    private static RefusedException Refuse(string path, IReadOnlyList<string> errors) =>
        new(string.Join(Environment.NewLine, errors.Select(error => $"{path}: {error}")));
}
