namespace Cosmo.Identity.Health;

/// <summary>How a finding stands.</summary>
public enum PostureGrade
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>It works, and could be safer.</summary>
    Warning,

    /// <summary>People are harmed, or the server would not start again.</summary>
    Error,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Grade">How it stands.</param>
/// <param name="Subject">What it is about, such as <c>proxies</c>.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to do; null where nothing need be done.</param>
public sealed record PostureFinding(PostureGrade Grade, string Subject, string Message, string? Remedy);

/// <summary>What an examination found.</summary>
/// <param name="Findings">In the order of the examination.</param>
/// <param name="ExaminedAt">When it ended; null while the first one is under way, and nothing is known yet.</param>
public sealed record PostureReport(IReadOnlyList<PostureFinding> Findings, DateTimeOffset? ExaminedAt);

/// <summary>Examines this installation as the command <c>doctor</c> does; the host brings it.</summary>
public interface IPosture
{
    /// <summary>The latest findings. An examination that takes long, of a large file or of a mail server that does not answer, is not waited for.</summary>
    Task<PostureReport> LookAsync(CancellationToken cancellationToken);
}
