using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs.Pruning;
using Cosmo.Identity.Mail.Delivery;
using Cosmo.Identity.Mail.Mailbox;
using Cosmo.Identity.SecurityEvents;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Mail;

/// <summary>Registers the outbox and what empties it.</summary>
internal static class MailModule
{
    /// <summary>What became of a mail is kept for so long after its expiry: people ask where it is.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>What posts mails, for commands too: a running server sends them.</summary>
    public static IServiceCollection AddOutbox(this IServiceCollection services)
    {
        services.AddSingleton<MailComposer>();
        services.AddSingleton<MailSignal>();
        services.AddSingleton<Outbox>();
        return services;
    }

    public static IServiceCollection AddMail(this IServiceCollection services, MailOptions options, bool isDevelopment)
    {
        var intoFolder = isDevelopment && !options.HasServer;
        services.AddSingleton(options);
        services.AddOutbox();
        services.AddSingleton<MailRows>();
        services.AddSingleton(provider => new MailReader(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<SecurityEventRecorder>(), provider.GetRequiredService<MailSignal>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new MailFolder(Path.GetFullPath(options.Folder), intoFolder));
        if (options.HasServer)
        {
            services.AddSingleton<IMailTransport, SmtpTransport>();
        }
        else if (intoFolder)
        {
            services.AddSingleton<IMailTransport, FolderTransport>();
        }
        else
        {
            services.AddSingleton<IMailTransport, NoTransport>();
        }

        services.AddHostedService<MailDelivery>();
        services.AddPruneRule(new PruneRule("mails", "expires_at", Kept) { Condition = "(old.sent_at IS NOT NULL OR old.failed_at IS NOT NULL)" });
        return services;
    }
}
