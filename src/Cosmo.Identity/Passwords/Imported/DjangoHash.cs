using System.Globalization;
using System.Text;

namespace Cosmo.Identity.Passwords.Imported;

/// <summary>
/// A password hash as Django stores it, kept as it is until the person signs in for the first time. What it costs to check is written
/// before it, in a column of fixed width, so that the server finds the dearest ones at its start (<c>LearnOldHashes</c>).
/// </summary>
/// <param name="Text">As Django wrote it.</param>
/// <param name="Work">Rounds, or memory times passes; comparable among hashes of one algorithm.</param>
internal abstract record DjangoHash(string Text, long Work)
{
    /// <summary>How the stored form of all of them begins.</summary>
    public const string Prefix = "django$";

    /// <summary>How much of the stored form tells algorithm and work: <c>django$0001000000$pbkdf2_sha256$</c>.</summary>
    public const int KindLength = 32;

    private const int WorkLength = 10;
    private static readonly int TextStart = Prefix.Length + WorkLength + 1;
    private const int LongestText = 512;

    /// <summary>What stands in the column of the password hash.</summary>
    public string Stored => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Work:D10}${Text}");

    /// <summary>The algorithm that a kind names, after the work that it costs; null for the kind of another system's hash.</summary>
    public static string? AlgorithmOf(string kind) => kind.StartsWith(Prefix, StringComparison.Ordinal) ? kind[TextStart..] : null;

    /// <summary>Whether it is the hash of this password. Slow, on purpose of who made it.</summary>
    public abstract bool Verify(string password);

    /// <summary>A hash from the column; null where it is none, or one out of the bounds.</summary>
    public static DjangoHash? TryReadStored(string stored) =>
        stored.StartsWith(Prefix, StringComparison.Ordinal) && stored.Length > TextStart
            ? (Read(stored[TextStart..]) as DjangoHashReading.Accepted)?.Hash
            : null;

    /// <summary>What Django's column <c>password</c> says.</summary>
    public static DjangoHashReading Read(string text)
    {
        // Django's mark of an account that signs in elsewhere, or not at all; and of one that never had a password.
        if (text.Length == 0 || text[0] == '!')
        {
            return new DjangoHashReading.Unusable();
        }

        if (text.Length > LongestText || !Ascii.IsValid(text) || text.Any(char.IsControl))
        {
            return new DjangoHashReading.Refused("is no password hash of Django");
        }

        return text.Split('$', 2) is [var algorithm, var rest] ? algorithm switch
        {
            "pbkdf2_sha256" or "pbkdf2_sha1" => DjangoPbkdf2.Read(text, algorithm, rest),
            "argon2" => DjangoArgon2.Read(text, rest),
            "bcrypt_sha256" or "bcrypt" => DjangoBcrypt.Read(text, algorithm, rest),
            "scrypt" or "md5" or "sha1" or "unsalted_md5" or "unsalted_sha1" or "crypt" => new DjangoHashReading.Refused($"is a hash of {algorithm}, which is not taken over"),
            _ => new DjangoHashReading.Refused("is a hash of an algorithm that is not known here"),
        }
        : new DjangoHashReading.Refused("is no password hash of Django");
    }

    /// <summary>The number that a text of digits says; null where it says none.</summary>
    protected static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Base64 with or without its padding.</summary>
    protected static byte[]? TryDecode(string text)
    {
        var bytes = new byte[text.Length + 3];
        return Convert.TryFromBase64String(text.TrimEnd('=').PadRight((text.TrimEnd('=').Length + 3) / 4 * 4, '='), bytes, out var length) ? bytes[..length] : null;
    }
}
