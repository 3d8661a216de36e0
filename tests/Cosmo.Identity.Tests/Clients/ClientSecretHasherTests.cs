using System.Buffers.Text;
using Cosmo.Identity.Clients.Secrets;
using Cosmo.Identity.Passwords;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Clients;

/// <summary>Random secrets are cheap to check, chosen ones dear to guess, and only successes are remembered, briefly.</summary>
public sealed class ClientSecretHasherTests : IDisposable
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;
    private readonly PasswordHashing _passwords = new(Options.Create(new PasswordHashingOptions()));
    private readonly HandClock _clock = new();
    private readonly ClientSecretHasher _secrets;

    public ClientSecretHasherTests() => _secrets = new ClientSecretHasher(_passwords, _clock);

    public void Dispose() => _passwords.Dispose();

    [Fact]
    public void Generated_secrets_are_43_URL_safe_characters_and_never_the_same()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => ClientSecretHasher.Generate()).ToList();


        secrets.ShouldAllBe(secret => Base64Url.DecodeFromChars(secret).Length == 32 && secret.Length == 43);
        secrets.ToHashSet(StringComparer.Ordinal).Count.ShouldBe(100);
    }

    [Theory]
    [InlineData("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN_-0", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN_-", false)]
    [InlineData("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN_-é", false)]
    [InlineData("a secret of more than forty-three characters with spaces", false)]
    [InlineData("demo-web-secret", false)]
    public async Task Only_long_URL_safe_secrets_get_the_fast_hash(string secret, bool strong)
    {
        var hash = await _secrets.HashAsync(secret, Cancelled);


        ClientSecretHasher.IsStrong(hash).ShouldBe(strong);
        hash.ShouldStartWith(strong ? "sha256$" : "$argon2id$");
        (await _secrets.VerifyAsync(hash, secret, Cancelled)).ShouldBeTrue();
        (await _secrets.VerifyAsync(hash, secret + "x", Cancelled)).ShouldBeFalse();
        (await _secrets.VerifyAsync(hash, secret[1..], Cancelled)).ShouldBeFalse();
        (await _secrets.VerifyAsync(hash, "", Cancelled)).ShouldBeFalse();
        (await _secrets.VerifyAsync(hash, hash, Cancelled)).ShouldBeFalse();
        (await _secrets.VerifyAsync(hash, new string('x', 1_000_000), Cancelled)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_fast_hash_is_the_SHA256_of_the_secret()
    {
        // printf %s … | openssl dgst -sha256 -binary | basenc --base64url
        (await _secrets.HashAsync("0123456789012345678901234567890123456789012", Cancelled)).ShouldBe("sha256$_RpfHqw8pAZIomzVUE7sjRmHSM543WVdC4o-Kc4_3C0");
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256$")]
    [InlineData("sha256$AAAA")]
    [InlineData("sha256$!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("SHA256$_RpfHqw8pAZIomzVUE7sjRmHSM543WVdC4o-Kc4_3C0")]
    [InlineData("0123456789012345678901234567890123456789012")]
    public async Task A_damaged_hash_lets_nobody_in(string hash) =>
        (await _secrets.VerifyAsync(hash, "0123456789012345678901234567890123456789012", Cancelled)).ShouldBeFalse();

    [Fact]
    public async Task A_slow_success_is_remembered_for_ten_minutes()
    {
        var hash = await _secrets.HashAsync("chosen", Cancelled);
        (await _secrets.VerifyAsync(hash, "chosen", Cancelled)).ShouldBeTrue();
        // Whatever has to be hashed from here on throws.
        _passwords.Dispose();


        (await _secrets.VerifyAsync(hash, "chosen", Cancelled)).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromMinutes(9.9));
        (await _secrets.VerifyAsync(hash, "chosen", Cancelled)).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromMinutes(0.2));
        await Should.ThrowAsync<InvalidOperationException>(async () => await _secrets.VerifyAsync(hash, "chosen", Cancelled));
    }

    [Fact]
    public async Task A_failure_and_another_hash_of_the_same_secret_are_not_remembered()
    {
        var hash = await _secrets.HashAsync("chosen", Cancelled);
        var other = await _secrets.HashAsync("chosen", Cancelled);
        (await _secrets.VerifyAsync(hash, "chosen", Cancelled)).ShouldBeTrue();
        (await _secrets.VerifyAsync(hash, "guess", Cancelled)).ShouldBeFalse();
        _passwords.Dispose();


        await Should.ThrowAsync<InvalidOperationException>(async () => await _secrets.VerifyAsync(hash, "guess", Cancelled));
        await Should.ThrowAsync<InvalidOperationException>(async () => await _secrets.VerifyAsync(other, "chosen", Cancelled));
    }

    [Fact]
    public void What_is_remembered_is_bounded_and_the_oldest_goes_first()
    {
        var verified = new VerifiedSecrets(_clock);
        for (var i = 0; i < VerifiedSecrets.Capacity + 10; i++)
        {
            verified.Add(verified.Prove("hash", $"secret {i}"));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }


        verified.Count.ShouldBe(VerifiedSecrets.Capacity);
        verified.Contains(verified.Prove("hash", "secret 9")).ShouldBeFalse();
        verified.Contains(verified.Prove("hash", "secret 10")).ShouldBeTrue();
    }

    [Fact]
    public void Proofs_keep_hash_and_secret_apart_and_differ_between_processes()
    {
        var verified = new VerifiedSecrets(_clock);


        verified.Prove("ab", "c").ShouldNotBe(verified.Prove("a", "bc"));
        verified.Prove("ab", "c").ShouldBe(verified.Prove("ab", "c"));
        new VerifiedSecrets(_clock).Prove("ab", "c").ShouldNotBe(verified.Prove("ab", "c"));
    }

    [Fact]
    public async Task Checking_a_random_secret_allocates_nothing()
    {
        var secret = ClientSecretHasher.Generate();
        var hash = await _secrets.HashAsync(secret, Cancelled);
        await _secrets.VerifyAsync(hash, secret, Cancelled);


        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            // Were it not complete, the count would be another thread's.
            await _secrets.VerifyAsync(hash, secret, Cancelled);
        }


        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100);
    }

    private sealed class HandClock : TimeProvider
    {
        private long _now = 1_000;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
