using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Cosmo.Identity.Passwords.Imported;

/// <summary><c>argon2$argon2id$v=19$m=102400,t=2,p=8$SALT$HASH</c>; before Django 3.2 it was <c>argon2i</c>.</summary>
/// <remarks>
/// libsodium computes one lane only and wants salts of 16 bytes; Django's have 22. The managed implementation works on the thread that
/// asks, so the bounded pool bounds it too.
/// </remarks>
internal sealed record DjangoArgon2(string Text, int Kind, int MemoryKiB, int Passes, int Lanes, byte[] Salt, byte[] Tag) : DjangoHash(Text, (long)MemoryKiB * Passes)
{
    // A check stays below what AnswerTime can hide. Django's own default is 100 MiB in two passes.
    private const long MostWork = 400 * 1024;

    private const int Version = 0x13;
    private const int MostLanes = 64;

    public static DjangoHashReading Read(string text, string rest)
    {
        var parts = rest.Split('$');
        if (parts is not [("argon2id" or "argon2i") and var kind, "v=19", var costs, var salt, var tag]
            || costs.Split(',') is not [['m', '=', .. var memory], ['t', '=', .. var passes], ['p', '=', .. var lanes]]
            || Number(memory) is not { } memoryKiB || Number(passes) is not { } passCount || Number(lanes) is not { } laneCount
            || passCount < 1 || laneCount is < 1 or > MostLanes || memoryKiB < 8 * laneCount
            || TryDecode(salt) is not { Length: >= 8 and <= 128 } saltBytes || TryDecode(tag) is not { Length: >= 12 and <= 64 } tagBytes)
        {
            return new DjangoHashReading.Refused("is no whole hash of argon2");
        }

        return (long)memoryKiB * passCount <= MostWork
            ? new DjangoHashReading.Accepted(
                new DjangoArgon2(text, kind == "argon2id" ? Argon2Parameters.Argon2id : Argon2Parameters.Argon2i, memoryKiB, passCount, laneCount, saltBytes, tagBytes))
            : new DjangoHashReading.Refused($"would cost too much at each sign-in: memory times passes above {MostWork / 1024} MiB");
    }

    public override bool Verify(string password)
    {
        var argon2 = new Argon2BytesGenerator();
        argon2.Init(new Argon2Parameters.Builder(Kind).WithVersion(Version).WithMemoryAsKB(MemoryKiB).WithIterations(Passes).WithParallelism(Lanes).WithSalt(Salt).Build());
        var tag = new byte[Tag.Length];
        argon2.GenerateBytes(Encoding.UTF8.GetBytes(password), tag);
        return CryptographicOperations.FixedTimeEquals(tag, Tag);
    }
}
