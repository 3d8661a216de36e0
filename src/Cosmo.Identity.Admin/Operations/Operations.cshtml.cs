using System.Globalization;
using Cosmo.Identity.Health;
using Cosmo.Identity.Jobs;
using Cosmo.Identity.Keys;
using Cosmo.Identity.Mail;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Operations;

/// <summary>How the server itself fares: jobs, mails, keys, and what the examination found.</summary>
internal sealed class OperationsModel(JobReader jobs, MailReader mails, KeyReader keys, IPosture posture) : PageModel
{
    private const int MostMails = 25;

    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    public IReadOnlyList<JobState> Jobs { get; private set; } = [];

    public IReadOnlyList<MailView> Mails { get; private set; } = [];

    public (long Waiting, long Retried, long GivenUp) MailCounts { get; private set; }

    public IReadOnlyList<KeyView> Keys { get; private set; } = [];

    /// <summary>Why the folder of the keys cannot be read; null when it can.</summary>
    public string? KeyFault => keys.Fault;

    public PostureReport Posture { get; private set; } = new([], null);

    /// <summary>What was just done.</summary>
    public string? Notice => Done switch
    {
        "job" => OperationsTexts.JobBegun,
        "mail" => OperationsTexts.MailHurried,
        "key" => OperationsTexts.KeyMade,
        "key-now" => OperationsTexts.KeyMadeNow,
        "key-out" => OperationsTexts.KeyTakenOut,
        _ => null,
    };

    /// <summary>What a key does, and until when.</summary>
    public static string Explain(KeyView key) => key.State switch
    {
        KeyState.Announced => string.Format(OperationsTexts.AnnouncedWhen, Day(key.SignsFrom)),
        KeyState.Active when key.SignsFrom is null => OperationsTexts.ActiveAlways,
        KeyState.Active when key.SignsUntil is not null => string.Format(OperationsTexts.ActiveUntil, Day(key.SignsFrom), Day(key.SignsUntil)),
        KeyState.Active => string.Format(OperationsTexts.ActiveWhen, Day(key.SignsFrom)),
        KeyState.Retired when key.AcceptedUntil is null => OperationsTexts.RetiredAlways,
        KeyState.Retired => string.Format(OperationsTexts.RetiredWhen, Day(key.AcceptedUntil)),
        _ => OperationsTexts.KeyOutWhen,
    };

    private static string Day(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "?";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Jobs = await jobs.ReadAsync(cancellationToken);
        Mails = await mails.ReadTroubledAsync(MostMails, before: null, cancellationToken);
        MailCounts = await mails.CountAsync(cancellationToken);
        Keys = keys.Read();
        Posture = await posture.LookAsync(cancellationToken);
    }
}
