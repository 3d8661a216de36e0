using Cosmo.Identity.Health;
using Cosmo.Identity.Server.Commands;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Doctor;

/// <summary>The findings of <c>doctor</c> for the admin area. They are made at most once a minute: some of them measure.</summary>
internal sealed class Posture(ProgramSettings program, TimeProvider clock) : IPosture, IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim examining = new(1, 1);
    private IReadOnlyList<PostureFinding> last = [];
    private DateTimeOffset lastAt = DateTimeOffset.MinValue;

    public async Task<IReadOnlyList<PostureFinding>> ExamineAsync(CancellationToken cancellationToken)
    {
        await examining.WaitAsync(cancellationToken);
        try
        {
            if (clock.GetUtcNow() - lastAt >= Fresh)
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

                (last, lastAt) = (found, clock.GetUtcNow());
            }

            return last;
        }
        finally
        {
            examining.Release();
        }
    }

    public void Dispose() => examining.Dispose();
}
