using System.Diagnostics;
using Cosmo.Identity.Passwords.Rules;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Passwords;

/// <summary>The strength meter: scores with reasons, in bounded time (C-08).</summary>
public sealed class PasswordStrengthTests
{
    private static readonly PasswordContext Alice = new("alice.smith", "asmith72@example.org");

    [Theory]
    [InlineData("password1", 0)]
    [InlineData("alice.smith", 0)]
    [InlineData("qwertyuiop", 0)]
    [InlineData("zorblaxin tremolite quince", 4)]
    [InlineData("tea-at-four-o-clock", 4)]
    public void A_score_tells_weak_from_strong(string password, int score) => Judges.Rules().Advise(password, Alice).Score.ShouldBe(score);

    [Fact]
    public void A_weak_password_hears_why_and_what_would_help()
    {
        var advice = Judges.Rules().Advise("qwertyuiop", Alice);


        advice.Reasons.ShouldHaveSingleItem().ShouldEndWith(".");
        advice.Suggestions.ShouldContain(PasswordAdvice.General);
        advice.ToString().ShouldStartWith("very weak (0 of 4). ");
    }

    [Fact]
    public void A_long_and_strong_one_hears_nothing_more() => Judges.Rules().Advise("zorblaxin tremolite quince", Alice).ToString().ShouldBe("strong (4 of 4).");

    /// <summary>What makes the estimate work: dictionary words and their disguises everywhere, repetitions, keyboards, dates.</summary>
    public static TheoryData<string> Hostile { get; } =
    [
        .. new[]
        {
            "4@8({[</369&6!1|l1|0$5+7%2zaeiost", "password", "qwertyuiopasdfgh", "19121984", "abcabcabd", "Aa1!", "p4$$w0rd", "l1i|!7+t", "\u0130\u212a", "🦩",
            "e3e3e3e3a4a4@4a4", "o0o0o0o0l1l1l1l1", "zxcvbnm,./ZXCVBNM<>?", "11111222223333344444", "thethethethe",
        }.Select(unit => string.Concat(Enumerable.Repeat(unit, 128))[..128]),
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void No_password_takes_long(string password)
    {
        var rules = Judges.Rules();
        rules.Advise("the first one loads the dictionaries", Alice);


        var best = Enumerable.Range(0, 3).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            rules.Advise(password, Alice);
            return Stopwatch.GetElapsedTime(start);
        });


        best.TotalMilliseconds.ShouldBeLessThan(50);
    }
}
