namespace Cosmo.Identity.Keys;

/// <summary>Which key files a directory holds, by name. Names carry a UTC date, so that their order is their age.</summary>
internal sealed record KeyFiles(IReadOnlyList<string> Es256, IReadOnlyList<string> Rs256, string? Encryption)
{
    public const string Es256Prefix = "signing-es256-";
    public const string Rs256Prefix = "signing-rs256-";
    public const string EncryptionKey = "encryption.key";

    public bool AreComplete => Es256.Count > 0 && Rs256.Count > 0 && Encryption is not null;

    /// <summary>What is still needed, in words for the operator.</summary>
    public string Missing => string.Join(", ", new[]
    {
        Es256.Count is 0 ? $"{Es256Prefix}*.pem" : null,
        Rs256.Count is 0 ? $"{Rs256Prefix}*.pem" : null,
        Encryption is null ? EncryptionKey : null,
    }.OfType<string>());

    public static KeyFiles In(string directory)
    {
        try
        {
            return Directory.Exists(directory)
                ? new KeyFiles(
                    Named(directory, Es256Prefix),
                    Named(directory, Rs256Prefix),
                    Path.Combine(directory, EncryptionKey) is var file && File.Exists(file) ? file : null)
                : new KeyFiles([], [], null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"Keys:Directory {directory} cannot be read: {exception.Message}", exception);
        }
    }

    private static string[] Named(string directory, string prefix) =>
        [.. Directory.EnumerateFiles(directory, prefix + "*.pem").Order(StringComparer.Ordinal)];
}
