using Cosmo.Identity.Tests.Harness;

namespace Cosmo.Identity.BrowserTests.Harness;

/// <summary>Puts mails into the mailbox of Development, as hostile as mails can be.</summary>
internal static class Mailbox
{
    /// <summary>The HTML part tries all that must not happen.</summary>
    private const string Html =
        "<!DOCTYPE html><html lang=en><title>A mail</title><style>p { color: rgb(1, 2, 3) }</style><p id=styled>Hello</p><script>document.title = 'script ran'; alert(1)</script>"
        + "<img src=http://127.0.0.1:9/pixel onerror=alert(2)><iframe src=/></iframe><form action=/login method=post><button>Send</button></form>";

    /// <summary>One that a mail server refused for good, with hostile words; returns its key.</summary>
    public static async Task<Guid> GiveUpAsync(Site site)
    {
        var id = Guid.CreateVersion7();
        await site.Server.Database.ExecuteAsync(
            $"""
            INSERT INTO mails (id, kind, recipient, subject, text, html, created_at, expires_at, next_try_at, tries, failed_at, last_error)
            VALUES ('{id.ToString().ToUpperInvariant()}', 'password_reset', '{new string('a', 64)}@{string.Join('.', Enumerable.Repeat("long-label-of-a-domain", 6))}', 's', 't', '<p>t</p>',
                    '2026-01-01 00:00:00', '2099-01-01 00:00:00', '2026-01-01 00:00:00', 1, '2026-01-01 00:00:01', '550 5.1.1 <script>alert(1)</script> {new string('x', 120)}')
            """);
        return id;
    }

    /// <summary>Posts one and returns its key; several tests may do so at once.</summary>
    public static async Task<Guid> FillAsync(Site site)
    {
        var id = Guid.CreateVersion7();
        var address = new string('a', 64) + "@" + string.Join('.', Enumerable.Repeat("long-label-of-a-domain", 6));
        await site.Server.Database.ExecuteAsync(
            $"""
            INSERT INTO mails (id, kind, recipient, subject, text, html, created_at, expires_at, next_try_at, tries)
            VALUES ('{id.ToString().ToUpperInvariant()}', 'test', '{address}', 'A subject <script>alert(3)</script> {new string('x', 60)}',
                    'Hello <b>you</b>,' || char(10) || 'https://id.example.test/{new string('y', 200)}', '{Html.Replace("'", "''", StringComparison.Ordinal)}',
                    '2026-01-01 00:00:00', '2099-01-01 00:00:00', '2026-01-01 00:00:00', 0)
            """);
        var file = Path.Combine(site.Server.Folder, "data", "mail", $"{id}.eml");
        await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(file)), TimeSpan.FromSeconds(30), "the mail was written");
        return id;
    }
}
