using System.Diagnostics;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.Passwords.Imported;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Passwords;

/// <summary>Hashes that Django made open the door once and ask to be replaced; what would stop the machine is not let in (ASVS 11.4.2, C-08).</summary>
public sealed class DjangoHashTests : IDisposable
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;
    private readonly PasswordHashing _passwords = new(Options.Create(new PasswordHashingOptions()));

    public static TheoryData<string, string> Made { get; } = new(DjangoHashes.All.Select(made => (made.Password, made.Hash)));

    public void Dispose() => _passwords.Dispose();

    [Theory]
    [MemberData(nameof(Made))]
    public async Task A_hash_of_Django_knows_its_password_and_no_other(string password, string hash)
    {
        var stored = Stored(hash);


        (await _passwords.VerifyAsync(stored, password, Cancelled)).ShouldBe(PasswordVerification.SuccessRehashNeeded);
        (await _passwords.VerifyAsync(stored, password + " ", Cancelled)).ShouldBe(PasswordVerification.Failed);
        stored.ShouldEndWith(hash);
    }

    [Theory]
    [MemberData(nameof(Made))]
    public void Its_kind_says_what_it_costs_and_nothing_of_the_salt(string password, string hash)
    {
        var kind = PasswordHashing.OldKind(Stored(hash)).ShouldNotBeNull();


        kind.ShouldMatch(@"^django\$[0-9]{10}\$(pbkdf2_sha(256\$|1\$.{2})|argon2\$argon2i|bcrypt_sha256\$|bcrypt\$\$2b\$0)");
        password.ShouldNotContain(kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("!xQGL9fCMQXLzQcNFmNbZ5ZxWdPCrzEzTGAPEaYcQ")]
    public void An_unusable_password_is_none(string text) => DjangoHash.Read(text).ShouldBeOfType<DjangoHashReading.Unusable>();

    [Theory]
    // Work for minutes at every guess.
    [InlineData("pbkdf2_sha256$4000001$salt$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=", "iterations")]
    [InlineData("pbkdf2_sha256$2147483647$salt$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=", "iterations")]
    [InlineData("bcrypt_sha256$$2b$15$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW", "cost")]
    [InlineData("bcrypt$$2b$31$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW", "cost")]
    [InlineData("argon2$argon2id$v=19$m=2097152,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", "memory")]
    [InlineData("argon2$argon2id$v=19$m=102400,t=1000,p=8$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", "memory")]
    [InlineData("argon2$argon2id$v=19$m=2147483647,t=2147483647,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", "memory")]
    // Broken ones.
    [InlineData("pbkdf2_sha256$99999999999$salt$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=", "whole")]
    [InlineData("pbkdf2_sha256$0$salt$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=", "whole")]
    [InlineData("pbkdf2_sha256$-1$salt$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=", "whole")]
    [InlineData("pbkdf2_sha256$1000$$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=", "whole")]
    [InlineData("pbkdf2_sha256$1000$salt$", "whole")]
    [InlineData("pbkdf2_sha256$1000$salt$2jmj7l5rSw0y", "whole")]
    [InlineData("pbkdf2_sha256$1000$salt$!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", "whole")]
    [InlineData("pbkdf2_sha256$1000$salt$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=$more", "whole")]
    [InlineData("pbkdf2_sha256", "no password hash")]
    [InlineData("bcrypt_sha256$$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36", "whole")]
    [InlineData("bcrypt_sha256$$2b$03$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW", "whole")]
    [InlineData("bcrypt$$2x$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW", "whole")]
    [InlineData("argon2$argon2d$v=19$m=1024,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", "whole")]
    [InlineData("argon2$argon2id$v=16$m=1024,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", "whole")]
    [InlineData("argon2$argon2id$v=19$m=1024,t=0,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", "whole")]
    [InlineData("argon2$argon2id$v=19$m=1024,t=2,p=0$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", "whole")]
    [InlineData("argon2$argon2id$v=19$m=1024,t=2,p=65$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", "whole")]
    [InlineData("argon2$argon2id$v=19$m=1024,t=2,p=1$YQ$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE", "whole")]
    [InlineData("argon2$argon2id$v=19$m=1024,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$YQ", "whole")]
    // Others'.
    [InlineData("md5$salt$5f4dcc3b5aa765d61d8327deb882cf99", "md5")]
    [InlineData("scrypt$16384$salt$8$1$AAAA", "scrypt")]
    [InlineData("pbkdf2_sha512$1000$salt$AAAA", "not known")]
    [InlineData("5f4dcc3b5aa765d61d8327deb882cf99", "no password hash")]
    [InlineData("plain text password", "no password hash")]
    [InlineData("pbkdf2_sha256$1000$s\u0000lt$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=", "no password hash")]
    [InlineData("pbkdf2_sha256$1000$sält$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=", "no password hash")]
    public void What_cannot_be_taken_over_is_refused_with_the_reason(string text, string reason)
    {
        DjangoHash.Read(text).ShouldBeOfType<DjangoHashReading.Refused>().Reason.ShouldContain(reason);
        // Whoever writes it into the column by hand gains nothing either.
        DjangoHash.TryReadStored($"django$0000000001${text}").ShouldBeNull();
    }

    [Fact]
    public void A_hash_as_long_as_a_book_is_refused() =>
        DjangoHash.Read("pbkdf2_sha256$1000$" + new string('s', 1_000_000) + "$x").ShouldBeOfType<DjangoHashReading.Refused>();

    [Theory]
    [InlineData("django$")]
    [InlineData("django$0000000001$")]
    [InlineData("django$0000000001$md5$salt$5f4dcc3b5aa765d61d8327deb882cf99")]
    public async Task What_the_column_holds_and_nobody_can_read_fails_at_the_usual_cost(string stored)
    {
        (await _passwords.VerifyAsync(stored, "password", Cancelled)).ShouldBe(PasswordVerification.Failed);


        var start = Stopwatch.GetTimestamp();
        await _passwords.VerifyAsync(stored, "password", Cancelled);
        Stopwatch.GetElapsedTime(start).TotalMilliseconds.ShouldBeGreaterThan(2);
        PasswordHashing.OldKind(stored).ShouldBeNull();
    }

    private static string Stored(string hash) => DjangoHash.Read(hash).ShouldBeOfType<DjangoHashReading.Accepted>().Hash.Stored;
}
