using System.Threading.Channels;
using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>
/// Tells the owner by mail when strangers' tries have locked an account or are attacking it: once an hour at most. It hears of it from the
/// events, after they are durable, so that no sign-in waits for a mail to be written.
/// </summary>
internal sealed partial class OwnerWarnings(SecurityEventFeed feed, Database database, Outbox outbox, TimeProvider clock, ILogger<OwnerWarnings> log) : BackgroundService
{
    private const string Kind = "account_attacked";
    private const int LongestQueue = 1_024;
    private const int MostTries = 5;

    private const string IfNotToldYet = "NOT EXISTS (SELECT 1 FROM mails WHERE subject_id = {0} AND created_at > {1} AND kind = '" + Kind + "')";

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<SecurityEvent> facts =
        Channel.CreateBounded<SecurityEvent>(new BoundedChannelOptions(LongestQueue) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private IDisposable? subscription;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = feed.Subscribe(fact =>
        {
            if (fact is { Type: SecurityEventType.AccountLocked or SecurityEventType.AccountUnderAttack, SubjectId: not null })
            {
                facts.Writer.TryWrite(fact);
            }
        });
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        subscription?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var fact in facts.Reader.ReadAllAsync(stoppingToken))
        {
            await TellAsync(fact, stoppingToken);
        }
    }

    private async Task TellAsync(SecurityEvent fact, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var user = await database.ReadFirstAsync(UserRecord.ById(fact.SubjectId!.Value), UserRecord.Read, cancellationToken);
                if (user is { IsDisabled: false } && MailAddresses.IsOne(user.Email))
                {
                    await outbox.ExecuteAsync([], [], [MailOf(user, fact)], CancellationToken.None);
                }

                return;
            }
            catch (Exception exception) when (DatabaseUnavailableException.IsTransient(exception))
            {
                if (attempt == MostTries)
                {
                    NotTold(log, fact.SubjectId!.Value, exception);
                    return;
                }

                await Task.Delay(RetryDelay, clock, cancellationToken);
            }
        }
    }

    private OutgoingMail MailOf(UserRecord user, SecurityEvent fact) => new(
        Kind,
        user.Email!,
        "Somebody tried your password",
        [
            "Wrong passwords were tried for your account, many times; none of them was right. Signing in on a device that you have not used before may be paused for a while, on the others you go on as usual. If it was you and you have forgotten the password, choose a new one:",
            "If it was not you, you need not do anything. A password that you use nowhere else protects you best.",
        ])
    {
        SubjectId = user.Id,
        Name = user.FullName,
        Link = new MailLink("Choose a new password", ResetLinks.ForgotPath),
        Facts =
        [
            .. fact.IpAddress is { } address ? (MailFact[])[new MailFact("Last tried from", address)] : [],
            MailFact.Time(fact.OccurredAt),
        ],
        Condition = new EventCondition(IfNotToldYet, user.Id, clock.GetUtcNow() - Pause),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "The owner of {SubjectId} could not be told that the account is under attack.")]
    private static partial void NotTold(ILogger log, Guid subjectId, Exception exception);
}
