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

    public IReadOnlyList<PostureFinding> Findings { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Jobs = await jobs.ReadAsync(cancellationToken);
        Mails = await mails.ReadTroubledAsync(MostMails, cancellationToken);
        MailCounts = await mails.CountAsync(cancellationToken);
        Keys = keys.Read();
        Findings = await posture.ExamineAsync(cancellationToken);
    }
}
