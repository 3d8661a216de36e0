using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>A person's authenticator app and the paper with their recovery codes.</summary>
public sealed class Authenticator(byte[] secret, IReadOnlyList<string> recoveryCodes)
{
    /// <summary>Asks for a code in the sign-in.</summary>
    public const string FactorPath = "/login/factor";
    /// <summary>Sets an app up in the sign-in.</summary>
    public const string LoginSetUpPath = "/login/set-up";
    /// <summary>Shows a person their factor.</summary>
    public const string FactorsPath = "/account/factors";
    /// <summary>Sets an app up in a session.</summary>
    public const string SetUpPath = "/account/factors/set-up";

    /// <summary>The paper.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; } = recoveryCodes;

    /// <summary>What the app computes codes from.</summary>
    public byte[] Secret => secret;

    /// <summary>The code of now, or of so many steps later.</summary>
    public string Code(int later = 0) => CodeOf(secret, later);

    /// <summary>Six digits that are none of the app's.</summary>
    public string WrongCode() => Enumerable.Range(0, 10).Select(digit => $"{digit}{digit}{digit}1{digit}{digit}").First(code => Enumerable.Range(-2, 5).All(later => Code(later) != code));

    /// <summary>Sets one up in the session of the browser, as the page says; the browser stays signed in.</summary>
    public static async Task<Authenticator> SetUpAsync(Browser browser, bool endOthers = false) => await FillInAsync(browser, (await browser.OpenAsync(SetUpPath)).At(SetUpPath), endOthers);

    /// <summary>Fills in a page on which one is set up.</summary>
    public static async Task<Authenticator> FillInAsync(Browser browser, Page page, bool endOthers = false)
    {
        var secret = SecretOn(page);
        var values = endOthers ? (("Code", CodeOf(secret, 0)), ("EndOthers", "true")) : (("Code", CodeOf(secret, 0)), ("EndOthers", "false"));
        var done = await browser.SubmitAsync(page, "Code", values.Item1, values.Item2);
        return new Authenticator(secret, CodesOn(done));
    }

    /// <summary>The secret that a page shows as text, which its picture and its link hold as well.</summary>
    public static byte[] SecretOn(Page page)
    {
        var text = page.Document.QuerySelector("code.secret")!.TextContent.Replace(" ", "");
        text.Length.ShouldBe(32);
        page.Document.QuerySelector("svg.qr path").ShouldNotBeNull();
        page.Document.QuerySelector("a[href^='otpauth:']")!.GetAttribute("href")!.ShouldContain($"secret={text}&");
        return Decode(text);
    }

    /// <summary>The recovery codes on a page; ten of them.</summary>
    public static IReadOnlyList<string> CodesOn(Page page)
    {
        List<string> codes = [.. page.Document.QuerySelectorAll(".recovery code").Select(code => code.TextContent)];
        codes.Count.ShouldBe(10, page.Answer.ToString());
        return codes;
    }

    /// <summary>RFC 6238, as an app has it and not as the server does.</summary>
    private static string CodeOf(byte[] secret, int later)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30) + later);
#pragma warning disable CA5350 // What authenticator apps compute (RFC 6238 §1.2).
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[19] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The bytes of a secret as pages write it, without blanks.</summary>
    public static byte[] Decode(string text)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(text.Select(character => Convert.ToString(alphabet.IndexOf(character), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }
}

/// <summary>What tests of second factors do again and again.</summary>
public static class FactorSteps
{
    /// <summary>Nobody has a factor, and nobody is locked.</summary>
    public static Task ForgetFactorsAsync(this RunningServer server) => server.Database.ExecuteAsync(
        "DELETE FROM remembered_devices; DELETE FROM recovery_codes; DELETE FROM factor_challenges; DELETE FROM totp_factors; DELETE FROM sign_in_counters; DELETE FROM mails");

    /// <summary>Time has passed: codes of now are taken again.</summary>
    public static Task ForgetStepsAsync(this RunningServer server) => server.Database.ExecuteAsync("UPDATE totp_factors SET last_step = 0");

    /// <summary>A quarter of an hour has passed.</summary>
    public static Task ForgetWrongCodesAsync(this RunningServer server) => server.Database.ExecuteAsync("DELETE FROM sign_in_counters WHERE key LIKE 'factor:%'");

    /// <summary>Challenges, steps and recovery codes are as good as new, and no code was wrong.</summary>
    public static Task UseNothingYetAsync(this RunningServer server) => server.Database.ExecuteAsync(
        "UPDATE factor_challenges SET used_at = NULL, used_by = NULL, expires_at = '2099-01-01 00:00:00'; UPDATE totp_factors SET last_step = 0; " +
        "UPDATE recovery_codes SET used_at = NULL, used_by = NULL; DELETE FROM sign_in_counters WHERE key LIKE 'factor:%'");

    /// <summary>Somebody with an app, set up in a browser that is gone.</summary>
    public static async Task<Authenticator> EquipAsync(this RunningServer server, Person person)
    {
        using var browser = server.NewBrowser();
        await browser.SignInAsync(person);
        var app = await Authenticator.SetUpAsync(browser);
        await server.ForgetStepsAsync();
        return app;
    }

    /// <summary>Gives the password; the page that asks for a code.</summary>
    public static async Task<Page> GivePasswordAsync(this Browser browser, Person person) =>
        (await browser.SignInAsync(await browser.OpenAsync("/login"), person)).At(Authenticator.FactorPath);

    /// <summary>Gives a code on the page that asks for one.</summary>
    public static Task<Page> GiveCodeAsync(this Browser browser, Page page, string code, bool remember = false) =>
        remember ? browser.SubmitAsync(page, "Code", ("Code", code), ("Remember", "true")) : browser.SubmitAsync(page, "Code", ("Code", code));

    /// <summary>Gives password and code; is then signed in.</summary>
    public static async Task SignInWithCodeAsync(this Browser browser, Person person, string code, bool remember = false)
    {
        await browser.GiveCodeAsync(await browser.GivePasswordAsync(person), code, remember);
        browser.HasSession.ShouldBeTrue();
        await browser.ShouldBeInAsync(person);
    }
}
