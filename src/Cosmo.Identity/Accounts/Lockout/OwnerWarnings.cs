using System.Threading.Channels;
using Cosmo.Identity.Accounts.NotMe;
using Cosmo.Identity.Accounts.ResetPassword;
using Cosmo.Identity.Data;
using Cosmo.Identity.Languages;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Places;
using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>
/// Tells the owner by mail when strangers' tries have locked an account or are attacking it: once an hour at most. It hears of it from the
/// events, after they are durable, so that no sign-in waits for a mail to be written.
/// </summary>
internal sealed partial class OwnerWarnings(SecurityEventFeed feed, Database database, Outbox outbox, PlaceReader places, TimeProvider clock, ILogger<OwnerWarnings> log) : BackgroundService
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
                    var now = clock.GetUtcNow();
                    var notMe = new NotMeLink(user, now);
                    var notToldYet = new EventCondition(IfNotToldYet, user.Id, now - Pause);
                    await outbox.ExecuteAsync([notMe.Issue(notToldYet)], [], [MailOf(user, fact, notMe)], CancellationToken.None);
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

    private OutgoingMail MailOf(UserRecord user, SecurityEvent fact, NotMeLink notMe)
    {
        using (Language.Find(user.Locale)?.Speak())
        {
            return new OutgoingMail(Kind, user.Email!, WarningTexts.Tried, [WarningTexts.TriedMore, WarningTexts.TriedByStranger, NotMeTexts.IfStrange])
            {
                SubjectId = user.Id,
                Name = user.FullName,
                Link = new MailLink(WarningTexts.Choose, ResetLinks.ForgotPath),
                OtherLink = notMe.Link,
                Facts =
                [
                    .. fact.IpAddress is { } address ? (MailFact[])[new MailFact(WarningTexts.LastFrom, address)] : [],
                    .. places.Of(fact.IpAddress) is { } place ? (MailFact[])[new MailFact(PasswordMailTexts.Place, place.Text)] : [],
                    MailFact.Time(fact.OccurredAt),
                ],
                Condition = notMe.Issued,
            };
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The owner of {SubjectId} could not be told that the account is under attack.")]
    private static partial void NotTold(ILogger log, Guid subjectId, Exception exception);
}
