using System.Security.Cryptography;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cosmo.Identity.Tests.Mail;

/// <summary>The outbox of a server in this process, or one without a server, on the database of some: what is posted there is found by every node.</summary>
internal sealed class PostOffice : IAsyncDisposable
{
    private readonly ServiceProvider? services;

    public PostOffice(HostedServer server) => Outbox = server.Part<Outbox>();

    public PostOffice(TestDatabase database)
    {
        services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(new Issuer("https://id.example.test"))
            .AddData(new DatabaseOptions { Provider = Enum.Parse<DatabaseProvider>(database.Kind.ToString()), ConnectionString = database.ConnectionString })
            .AddSecurityEvents(new SecurityEventsOptions(), _ => new EventKey(RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32)))
            .AddMail(new MailOptions(), isDevelopment: false)
            .BuildServiceProvider();
        Outbox = services.GetRequiredService<Outbox>();
    }

    public Outbox Outbox { get; }

    /// <summary>Posts mails to one address each.</summary>
    public Task PostAsync(params IEnumerable<string> recipients) => Outbox.ExecuteAsync([], [], [.. recipients.Select(MailTo)], CancellationToken.None);

    public static OutgoingMail MailTo(string recipient) => new("test", recipient, "A test", ["It was posted."]) { Link = new MailLink("Go on", "/somewhere?token=secret-of-the-link") };

    public async ValueTask DisposeAsync()
    {
        await (services?.DisposeAsync() ?? ValueTask.CompletedTask);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }
}
