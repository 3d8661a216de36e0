using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Cosmo.Identity.Passwords.Imported;

/// <summary><c>bcrypt_sha256$$2b$COST$…</c>, which hashes the hexadecimal SHA-256 of the password, and <c>bcrypt$$2b$…</c>, which hashes its first 72 bytes.</summary>
internal sealed partial record DjangoBcrypt(string Text, string Hash, int Cost, bool IsPrehashed) : DjangoHash(Text, 1L << Cost)
{
    // A check stays below what AnswerTime can hide. Django's own default is 12.
    private const int HighestCost = 14;

    public static DjangoHashReading Read(string text, string name, string rest) =>
        Form().Match(rest) is { Success: true } match && Number(match.Groups["cost"].Value) is { } cost and >= 4
            ? cost <= HighestCost
                ? new DjangoHashReading.Accepted(new DjangoBcrypt(text, match.Groups["hash"].Value, cost, name == "bcrypt_sha256"))
                : new DjangoHashReading.Refused($"would cost too much at each sign-in: a cost above {HighestCost}")
            : new DjangoHashReading.Refused($"is no whole hash of {name}");

    public override bool Verify(string password) => BCrypt.Net.BCrypt.Verify(
        IsPrehashed ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password))) : password, Hash);

    [GeneratedRegex(@"^(?<hash>\$2[aby]\$(?<cost>[0-9]{2})\$[./A-Za-z0-9]{53})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
