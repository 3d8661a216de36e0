using System.Security.Cryptography;
using System.Text;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.Jobs;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.ResetPassword;

/// <summary>No step of a reset can be skipped, reordered or done with something else than the mailed secret (V081, V033).</summary>
public sealed class ResetWalkTests(Servers servers)
{
    private const string Password = "set-without-any-mail-1842";

    [Fact]
    public async Task Whatever_is_posted_without_the_mailed_secret_sets_no_password()
    {
        await using var server = await servers.StartAsync(Database.Sqlite);
        var box = new Postbox(server);
        using var attacker = server.NewBrowser();
        using var owner = server.NewBrowser();
        var link = await owner.GetLinkAsync(box, People.Ada);
        var secret = link.Query["?token=".Length..];
        // The attacker's own good link, for their own account.
        var own = await attacker.OpenLinkAsync(await attacker.GetLinkAsync(box, People.Grace));
        await AddForeignTokenAsync(server, "confirm-an-address-secret-43-characters-abcd");
        var before = await server.SecretsAsync();
        var antiforgery = Page.Fields(own.Form("Password")!).Single(field => field.Name == "__RequestVerificationToken");
        (string, string)[] passwords = [("Password", Password), ("Repeated", Password)];
        List<(string Url, IReadOnlyList<(string, string)> Fields)> walks =
        [
            (Resets.ResetPath, [antiforgery, .. passwords]),
            (Resets.ResetPath, [antiforgery, ("Token", ""), .. passwords]),
            (Resets.ResetPath, [antiforgery, ("UserName", "ada"), ("Token", "true"), .. passwords]),
            (Resets.ResetPath, [antiforgery, ("Token", secret.ToUpperInvariant()), .. passwords]),
            (Resets.ResetPath, [antiforgery, ("Token", secret[..42]), .. passwords]),
            (Resets.ResetPath, [antiforgery, ("Token", secret + "A"), .. passwords]),
            (Resets.ResetPath, [antiforgery, ("Token", Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"password_reset\0{secret}"))).TrimEnd('=').Replace('+', '-').Replace('/', '_')), .. passwords]),
            (Resets.ResetPath, [antiforgery, ("Token", "confirm-an-address-secret-43-characters-abc"), .. passwords]),
            ($"{Resets.ResetPath}?token={secret}", [antiforgery, .. passwords]),
            ($"{Resets.ResetPath}?token={secret}&handler=Done", [antiforgery, .. passwords]),
            (Resets.ResetPath, [("Token", secret), .. passwords]),
            (Resets.ResetPath, [antiforgery, ("Token", secret), ("Password", Password), ("Repeated", "something-else-1842")]),
            (Resets.ResetPath, [antiforgery, ("Token", secret), ("Password", "short"), ("Repeated", "short")]),
            (Resets.ResetPath, [antiforgery, ("Token", secret), ("Password", "password123"), ("Repeated", "password123")]),
            (Resets.ResetPath, [antiforgery, ("Token", secret)]),
            (Resets.ForgotPath, [antiforgery, ("UserName", "olga"), ("Token", secret), .. passwords]),
        ];


        foreach (var (url, fields) in walks)
        {
            await attacker.PostAsync(url, fields);
            (await server.SecretsAsync()).ShouldBe(before, $"{url} {string.Join('&', fields)}");
        }

        await attacker.OpenAsync($"{Resets.ResetPath}?token={secret}&Password={Password}&Repeated={Password}");


        (await server.SecretsAsync()).ShouldBe(before);
        (await owner.ChooseAsync(await owner.OpenLinkAsync(link), "the-owner-gets-through")).ShouldBeDone();
        (await attacker.ChooseAsync(own, "my-own-account-still-works")).ShouldBeDone();
    }

    /// <summary>A secret of another purpose, which could never be mailed for this one.</summary>
    private static Task AddForeignTokenAsync(RunningServer server, string secret)
    {
        var text = secret[..43];
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"other_purpose\0{text}"))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return server.Database.ExecuteAsync(
            $"""
            INSERT INTO one_time_tokens (id, purpose, subject_id, about, hash, created_at, expires_at, security_stamp, email)
            SELECT {SqlRows.Key(server.Database, Guid.CreateVersion7())}, 'other_purpose', id, '', '{hash}', '2026-01-01 00:00:00', '2099-01-01 00:00:00', security_stamp, email FROM users WHERE user_name = 'ada'
            """);
    }
}
