using System.Diagnostics;
using System.Text;
using Cosmo.Identity.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts;

/// <summary>Passwords are checked exactly as given, old hashes still open the door once, and who does not exist costs the same.</summary>
public sealed class PasswordHashingTests : IDisposable
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;
    private readonly PasswordHashing _passwords = new(Options.Create(new PasswordHashingOptions()));

    public void Dispose() => _passwords.Dispose();

    [Fact]
    public async Task A_new_hash_is_Argon2id_at_the_promised_cost_and_salted()
    {
        var first = await _passwords.HashAsync("correct horse", Cancelled);
        var second = await _passwords.HashAsync("correct horse", Cancelled);


        first.ShouldMatch(@"^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$");
        (second == first).ShouldBeFalse();
        (await _passwords.VerifyAsync(first, "correct horse", Cancelled)).ShouldBe(PasswordVerification.Success);
        (await _passwords.VerifyAsync(first, "Correct horse", Cancelled)).ShouldBe(PasswordVerification.Failed);
    }

    // Made by the reference implementation: `printf %s password | argon2 somesaltsomesalt -id -t T -k M -p 1 -l 32 -e`.
    [Theory]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", false)]
    [InlineData("$argon2id$v=19$m=4096,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$BvuA7SfebsIC3f4gSy7/Ei1s6+hsEfaOuCZMbl/y/Sg", true)]
    public async Task Hashes_made_elsewhere_verify(string hash, bool old)
    {
        (await _passwords.VerifyAsync(hash, "password", Cancelled)).ShouldBe(old ? PasswordVerification.SuccessRehashNeeded : PasswordVerification.Success);
        (await _passwords.VerifyAsync(hash, "password ", Cancelled)).ShouldBe(PasswordVerification.Failed);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(210_000)]
    public async Task Hashes_of_ASPNET_Core_Identity_verify_and_ask_to_be_replaced(int iterations)
    {
        var hash = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = iterations })).HashPassword(new object(), "pässword");


        (await _passwords.VerifyAsync(hash, "pässword", Cancelled)).ShouldBe(PasswordVerification.SuccessRehashNeeded);
        (await _passwords.VerifyAsync(hash, "password", Cancelled)).ShouldBe(PasswordVerification.Failed);
    }

    [Theory]
    [InlineData("a", "a ")]
    [InlineData("a", " a")]
    [InlineData("é", "e\u0301")]
    [InlineData("a\0b", "a")]
    [InlineData("", " ")]
    public async Task Different_text_is_a_different_password(string password, string other)
    {
        var hash = await _passwords.HashAsync(password, Cancelled);


        (await _passwords.VerifyAsync(hash, password, Cancelled)).ShouldBe(PasswordVerification.Success);
        (await _passwords.VerifyAsync(hash, other, Cancelled)).ShouldBe(PasswordVerification.Failed);
    }

    [Fact]
    public async Task Every_byte_of_the_longest_password_counts()
    {
        var longest = new string('x', 1022) + "é";
        var hash = await _passwords.HashAsync(longest, Cancelled);


        (await _passwords.VerifyAsync(hash, longest, Cancelled)).ShouldBe(PasswordVerification.Success);
        (await _passwords.VerifyAsync(hash, new string('x', 1022) + "è", Cancelled)).ShouldBe(PasswordVerification.Failed);
    }

    public static TheoryData<string> Unhashable => new() { new string('x', 1025), new string('é', 513), new string('x', 1_000_000), "lone \ud800 surrogate" };

    [Theory]
    [MemberData(nameof(Unhashable))]
    public async Task What_is_too_long_or_no_Unicode_fails_for_known_and_unknown_users_alike(string password)
    {
        using var stopped = new PasswordHashing(Options.Create(new PasswordHashingOptions()));
        var hash = await _passwords.HashAsync("x", Cancelled);
        // A pool that takes no more work: whatever were hashed would throw.
        stopped.Dispose();


        (await stopped.VerifyAsync(hash, password, Cancelled)).ShouldBe(PasswordVerification.Failed);
        (await stopped.VerifyAsync(null, password, Cancelled)).ShouldBe(PasswordVerification.Failed);
        await Should.ThrowAsync<ArgumentException>(() => stopped.HashAsync(password, Cancelled));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("plain")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$")]
    [InlineData("$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=4$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE")]
    [InlineData("$argon2id$v=19$m=+19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE")]
    [InlineData("$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE")]
    [InlineData("AX////////////////////////////////////////8=")]
    public async Task Without_a_readable_hash_the_check_fails_after_the_same_work(string? hash)
    {
        (await _passwords.VerifyAsync(hash, "password", Cancelled)).ShouldBe(PasswordVerification.Failed);


        // The work is real: faster than a tenth of a real check would be none at all.
        var real = await CostOfAsync(await _passwords.HashAsync("other", Cancelled));
        (await CostOfAsync(hash)).ShouldBeGreaterThan(real / 10);
    }

    [Fact]
    public void The_text_form_survives_a_round_trip()
    {
        var hash = Argon2idHash.Compute(Encoding.UTF8.GetBytes("password")).ToString();


        Argon2idHash.TryParse(hash)!.ToString().ShouldBe(hash);
    }

    private async Task<long> CostOfAsync(string? hash)
    {
        var best = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await _passwords.VerifyAsync(hash, "password", Cancelled);
            best = Math.Min(best, Stopwatch.GetTimestamp() - start);
        }

        return best;
    }
}
