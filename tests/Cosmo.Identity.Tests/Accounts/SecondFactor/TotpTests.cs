using System.Text;
using Cosmo.Identity.Accounts.SecondFactor;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.SecondFactor;

/// <summary>Codes are what RFC 6238 says, each step counts once, and what people type is read as they mean it (MFA-01, ASVS 6.5.1 to 6.5.5).</summary>
public sealed class TotpTests
{
    private static readonly byte[] Seed = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void The_vectors_of_RFC_6238_come_out(long seconds, string code)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));

        Totp.CodeAt(Seed, step, digits: 8).ShouldBe(code);
        Totp.CodeAt(Seed, step).ShouldBe(code[2..]);
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_clock_may_be_one_step_off_and_no_more(int offset, bool isTaken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);

        var match = Totp.Match(Seed, Totp.CodeAt(Seed, Totp.StepAt(now) + offset), now, after: 0);

        match.ShouldBe(isTaken ? Totp.StepAt(now) + offset : null);
    }

    [Theory]
    [InlineData(-1, -1, false)]
    [InlineData(-1, 0, false)]
    [InlineData(0, 0, false)]
    [InlineData(0, -1, true)]
    [InlineData(1, 0, true)]
    [InlineData(1, 1, false)]
    public void No_step_is_taken_after_itself_or_a_newer_one(int step, int accepted, bool isTaken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);

        var match = Totp.Match(Seed, Totp.CodeAt(Seed, Totp.StepAt(now) + step), now, after: Totp.StepAt(now) + accepted);

        match.HasValue.ShouldBe(isTaken);
    }

    [Theory]
    [InlineData("123456", "123456")]
    [InlineData(" 123 456 ", "123456")]
    [InlineData("123-456", "123456")]
    [InlineData("12345", null)]
    [InlineData("1234567", null)]
    [InlineData("12345a", null)]
    [InlineData("١٢٣٤٥٦", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("1                                     23456", null)]
    public void Six_digits_are_a_code_however_they_are_grouped(string? typed, string? code) => Totp.CodeIn(typed).ShouldBe(code);

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    [InlineData("12345678901234567890", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    public void The_vectors_of_RFC_4648_come_out(string text, string code) => Base32.Encode(Encoding.ASCII.GetBytes(text)).ShouldBe(code);

    [Fact]
    public void Recovery_codes_have_eighty_bits_and_are_read_as_people_write_them()
    {
        var (user, codes) = (Guid.NewGuid(), RecoveryCodes.New());

        codes.Count.ShouldBe(10);
        codes.ShouldBeUnique();
        codes.ShouldAllBe(code => code.Length == 19 && code.Replace("-", "").All(character => "abcdefghijklmnopqrstuvwxyz234567".Contains(character)));
        var hash = RecoveryCodes.TryHash(user, codes[0]);
        hash.ShouldNotBeNull();
        foreach (var typed in new[] { codes[0].ToUpperInvariant(), codes[0].Replace("-", ""), $"  {codes[0].Replace('-', ' ')} ", codes[0].Replace('o', '0').Replace('l', '1') })
        {
            RecoveryCodes.TryHash(user, typed).ShouldBe(hash, typed);
        }

        RecoveryCodes.TryHash(Guid.NewGuid(), codes[0]).ShouldNotBe(hash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("abcd-efgh-ijkl-mno")]
    [InlineData("abcd-efgh-ijkl-mnop-q")]
    [InlineData("abcd-efgh-ijkl-mnö7")]
    public void What_is_no_recovery_code_asks_no_database(string? typed) => RecoveryCodes.TryHash(Guid.NewGuid(), typed).ShouldBeNull();
}
