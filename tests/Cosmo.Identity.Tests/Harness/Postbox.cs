using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using MimeKit;
using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>The mails that a server of Development has put into its folder, as their recipients read them.</summary>
public sealed partial class Postbox(RunningServer server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, MimeMessage> _known = new();
    private readonly ConcurrentDictionary<string, bool> _read = new();

    /// <summary>The address of somebody with an account.</summary>
    public static string AddressOf(Person person) => person.Profile["email"]!.GetValue<string>();

    /// <summary>Waits for the next mail of this subject to this person that was not read yet.</summary>
    public async Task<MimeMessage> NextAsync(Person person, string subject)
    {
        MimeMessage? next = null;
        await Eventually.HoldsAsync(
            () =>
            {
                next = Mails()
                    .Where(mail => !_read.ContainsKey(mail.File) && mail.Mail.Subject == subject && mail.Mail.To.Mailboxes.Any(to => to.Address == AddressOf(person)))
                    .FirstOrDefault(mail => _read.TryAdd(mail.File, true)).Mail;
                return Task.FromResult(next is not null);
            },
            Patience, $"{person.UserName} got a mail '{subject}'");
        return next!;
    }

    /// <summary>Waits for so many mails, and returns all there are.</summary>
    public async Task<IReadOnlyList<MimeMessage>> AllAsync(int count)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(Mails().Count >= count), Patience, $"{count} mails were written");
        return [.. Mails().Select(mail => mail.Mail)];
    }

    /// <summary>The link in a mail.</summary>
    public static Uri LinkIn(MimeMessage mail)
    {
        var link = Link().Match(mail.TextBody!);
        link.Success.ShouldBeTrue(mail.TextBody);
        mail.HtmlBody!.ShouldContain($"href=\"{System.Net.WebUtility.HtmlEncode(link.Value)}\"");
        return new Uri(link.Value);
    }

    private List<(string File, MimeMessage Mail)> Mails()
    {
        var folder = Path.Combine(server.Folder, "data", "mail");
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(file => (file, _known.GetOrAdd(file, _ => MimeMessage.Load(file, CancellationToken.None))))]
            : [];
    }

    [GeneratedRegex(@"https?://\S+", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
