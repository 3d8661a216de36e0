using Cosmo.Identity.Health;
using Cosmo.Identity.Server.Commands;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Doctor;

/// <summary>The findings of <c>doctor</c> for the admin area. They are made at most once a minute: some of them measure.</summary>
internal sealed class Posture(ProgramSettings program, TimeProvider clock) : IPosture, IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>So long a page waits for an examination that it has begun; then it shows what is known.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock starting = new();
    private PostureReport last = new([], null);
    private Task examination = Task.CompletedTask;

    public async Task<PostureReport> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Begun().WaitAsync(Patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It goes on, and whoever looks next sees what it found.
        }

        return last;
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    private Task Begun()
    {
        lock (starting)
        {
            if (examination.IsCompleted && (last.ExaminedAt is not { } at || clock.GetUtcNow() - at >= Fresh))
            {
                var stop = stopping.Token;
                examination = Task.Run(() => ExamineAsync(stop), stop);
            }

            return examination;
        }
    }

    private async Task ExamineAsync(CancellationToken cancellationToken)
    {
        var found = new List<PostureFinding>();
        await foreach (var finding in DoctorCommand.ExamineAsync(program, cancellationToken))
        {
            found.Add(finding switch
            {
                Finding.Error error => new PostureFinding(PostureGrade.Error, error.Subject, error.Message, error.Remedy),
                Finding.Warning warning => new PostureFinding(PostureGrade.Warning, warning.Subject, warning.Message, warning.Remedy),
                _ => new PostureFinding(PostureGrade.Fine, finding.Subject, finding.Message, null),
            });
        }

        last = new PostureReport(found, clock.GetUtcNow());
    }
}
