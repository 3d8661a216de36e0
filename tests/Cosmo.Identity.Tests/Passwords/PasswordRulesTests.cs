using Cosmo.Identity.Passwords;
using Cosmo.Identity.Passwords.Rules;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Passwords;

/// <summary>Which passwords may be set (issue 4, point 3; ASVS 6.1.2, 6.2.1, 6.2.4, 6.2.5, 6.2.8, 6.2.9, 6.2.11; NIST N-04 to N-08; C-08).</summary>
public sealed class PasswordRulesTests
{
    private static readonly PasswordContext Alice = new("alice.smith", "asmith72@example.org", "Alice Margaret Smith", "Łucja");

    /// <summary>Long enough, on no list, and of any kinds of characters whatsoever.</summary>
    public static TheoryData<string> Good { get; } =
    [
        "kfwzqmvh",
        "48120957",
        "zorblaxin tremolite",
        "  two blanks on each side  ",
        "tab\tand\0nul inside it",
        "ωκεανός-και-βουνό",
        "密码很长但是不常见",
        "🦩🚲🧀🪴🦔🎻🧭🪐",
        "e\u0301te\u0301-a\u0300-la-plage",
        new string('x', 64) + "-and-a-few-more-that-count",
        string.Concat(Enumerable.Range(0, 32).Select(i => $"{i * 7919 % 10000:0000}")),
        // As long as allowed, each character of four bytes.
        string.Concat(Enumerable.Range(0, 128).Select(i => char.ConvertFromUtf32(0x1F400 + (i * 37 % 200)))),
        "Correct-Horse-7-Battery!",
        "tea-at-four-o-clock",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void No_kind_of_character_is_asked_for_and_none_forbidden(string password) => Judges.Rules().Reasons(password, Alice).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("kfwzqmv")]
    // Seven code points in fourteen UTF-16 units.
    [InlineData("🦩🚲🧀🪴🦔🎻🧭")]
    public void Length_counts_code_points_and_eight_are_needed(string password) => Judges.Rules().Reasons(password).ShouldBe(["has fewer than 8 characters"]);

    [Fact]
    public void A_higher_minimum_holds() => Judges.Rules(minimum: 15).Reasons("kfwzqmvhkdbtxg").ShouldBe(["has fewer than 15 characters"]);

    [Theory]
    [InlineData(129)]
    [InlineData(1025)]
    [InlineData(1_000_000)]
    public void More_than_128_are_refused_at_once(int length) =>
        Judges.Rules().Reasons(string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i * i % 26))))).ShouldBe(["has more than 128 characters"]);

    [Fact]
    public void Half_a_character_is_no_text() => Judges.Rules().Reasons("kfwzqmvh\ud83e").ShouldBe(["is not valid Unicode text"]);

    [Theory]
    [InlineData("password")]
    [InlineData("PassWord")]
    [InlineData("12345678")]
    [InlineData("iloveyou")]
    [InlineData("qwertyuiop")]
    [InlineData("password123")]
    [InlineData("1qaz2wsx")]
    [InlineData("football1")]
    [InlineData("trustno1")]
    // The same in wide letters.
    [InlineData("ｐａｓｓｗｏｒｄ")]
    public void Common_passwords_are_refused_in_any_spelling(string password) => Judges.Rules().Reasons(password).ShouldContain("is on lists of passwords that attackers try first");

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaa", "repeats a few characters over and over")]
    [InlineData("xkxkxkxkxkxkxk", "repeats a few characters over and over")]
    [InlineData("q7Zq7zQ7zq7z", "repeats a few characters over and over")]
    [InlineData("klmnopqrstu", "is a run of neighbouring characters")]
    [InlineData("αβγδεζηθικλμ", "is a run of neighbouring characters")]
    [InlineData("5678901234567890", "is a run of neighbouring characters")]
    [InlineData("3210987654321098765", "is a run of neighbouring characters")]
    public void What_is_too_regular_for_any_list_is_refused(string password, string reason) => Judges.Rules().Reasons(password).ShouldContain(reason);

    [Theory]
    // The user name, whole and in parts, in any case, doubled, backwards, disguised, with the usual years and marks.
    [InlineData("alice.smith")]
    [InlineData("AliceSmith")]
    [InlineData("alice2024!")]
    [InlineData("!!smith-1984")]
    [InlineData("alicealice")]
    [InlineData("ecilahtims")]
    [InlineData("@l1ce5m1th")]
    [InlineData("A1ice-12345678")]
    // What stands before the @, and the name of a person in whatever script.
    [InlineData("asmith72asmith72")]
    [InlineData("Margaret#1")]
    [InlineData("łucja-2001")]
    // The host, the product, and what the operator named.
    [InlineData("acme-widgets1")]
    [InlineData("CosmoIdentity1")]
    [InlineData("c0sm0.1dent1ty")]
    [InlineData("Springfield99")]
    public void Little_more_than_a_word_of_the_context_is_refused(string password) =>
        Judges.Rules(words: "Springfield").Reasons(password, Alice).ShouldContain("is little more than your user name, e-mail address or name, or what this service is called");

    [Theory]
    [InlineData("alice-likes-tea-at-four")]
    [InlineData("four-smiths-and-a-forge")]
    [InlineData("malice aforethought")]
    [InlineData("cosmology of widgets")]
    public void A_word_of_the_context_among_others_is_fine(string password) => Judges.Rules(words: "Springfield").Reasons(password, Alice).ShouldBeEmpty();

    [Fact]
    public void All_reasons_are_told_at_once() => Judges.Rules().Reasons("password", new PasswordContext("password", null)).Count.ShouldBe(2);

    [Fact]
    public void A_context_of_nothing_but_odd_texts_does_no_harm()
    {
        var odd = new PasswordContext("", "@", null, "  ", "\ud800", new string('a', 1000), "a b c d e f g", "🦩", string.Join(' ', Enumerable.Range(0, 5000)));


        Judges.Rules().Reasons("zorblaxin tremolite", odd).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Good))]
    public async Task What_is_accepted_can_be_hashed_and_is_verified_exactly(string password)
    {
        using var hashing = new PasswordHashing(Microsoft.Extensions.Options.Options.Create(new PasswordHashingOptions()));


        var hash = await hashing.HashAsync(password, TestContext.Current.CancellationToken);


        (await hashing.VerifyAsync(hash, password, TestContext.Current.CancellationToken)).ShouldBe(PasswordVerification.Success);
        (await hashing.VerifyAsync(hash, password[..^1], TestContext.Current.CancellationToken)).ShouldBe(PasswordVerification.Failed);
    }
}
