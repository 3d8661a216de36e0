using System.Globalization;
using Cosmo.Identity.Data;
using MimeKit;

namespace Cosmo.Identity.Mail.Mailbox;

/// <summary>The folder in which Development keeps its mails, one <c>.eml</c> file each, only for whoever runs the server: they hold links that open accounts.</summary>
internal sealed class MailFolder(string path, bool isOpen)
{
    private const string Extension = ".eml";
    private const int MostListed = 100;
    private const int MostKept = 1000;

    /// <summary>Whether mails go here, and may be shown.</summary>
    public bool IsOpen => isOpen;

    public async Task WriteAsync(Guid id, MimeMessage message, CancellationToken cancellationToken)
    {
        PrivateDirectory.Create(path);
        var (file, unfinished) = (FileOf(id), FileOf(id) + ".tmp");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var stream = new FileStream(unfinished, options))
        {
            await message.WriteToAsync(stream, cancellationToken);
        }

        File.Move(unfinished, file, overwrite: true);
        foreach (var old in Names().Skip(MostKept))
        {
            File.Delete(Path.Combine(path, old + Extension));
        }
    }

    /// <summary>The newest mails, newest first. Keys are ordered by time.</summary>
    public async Task<IReadOnlyList<FiledMail>> ListAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            return [];
        }

        var mails = new List<FiledMail>();
        foreach (var name in Names().Take(MostListed))
        {
            if (Guid.TryParseExact(name, "D", out var id) && await FindAsync(id, cancellationToken) is { } mail)
            {
                mails.Add(mail);
            }
        }

        return mails;
    }

    /// <summary>One mail; null when there is none, or its file is no mail.</summary>
    public async Task<FiledMail?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            using var message = await MimeMessage.LoadAsync(FileOf(id), cancellationToken);
            return new FiledMail(
                id, message.From.ToString(), message.To.ToString(), message.Subject ?? "", message.Date.ToUniversalTime(), message.TextBody ?? "", message.HtmlBody ?? "");
        }
        catch (Exception exception) when (exception is IOException or FormatException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Newest first.</summary>
    private List<string> Names() =>
        [.. Directory.EnumerateFiles(path, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)).OrderDescending(StringComparer.Ordinal)];

    private string FileOf(Guid id) => Path.Combine(path, id.ToString("D", CultureInfo.InvariantCulture) + Extension);
}

/// <summary>A mail in the folder.</summary>
internal sealed record FiledMail(Guid Id, string From, string To, string Subject, DateTimeOffset Date, string Text, string Html);
