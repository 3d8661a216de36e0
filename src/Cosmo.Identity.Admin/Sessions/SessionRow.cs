using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Sessions.Care;

namespace Cosmo.Identity.Admin.Sessions;

/// <summary>A session as a row of a list.</summary>
/// <param name="Session">The session.</param>
/// <param name="UserName">What its user is called.</param>
/// <param name="IsOwn">Whether it is the one that looks.</param>
internal sealed record SessionRow(SessionSummary Session, string UserName, bool IsOwn)
{
    public static async Task<IReadOnlyList<SessionRow>> OfAsync(
        IReadOnlyList<SessionSummary> sessions, AccountNames names, Administrator administrator, CancellationToken cancellationToken)
    {
        var known = await names.OfAsync(sessions.Select(session => (Guid?)session.UserId), cancellationToken);
        return [.. sessions.Select(session => new SessionRow(session, known.GetValueOrDefault(session.UserId) ?? session.UserId.ToString("D")[..8], session.Id == administrator.SessionId))];
    }

    /// <summary>The device in words, as the filter finds them.</summary>
    public string Device => $"{Session.Browser} · {Session.OperatingSystem}";

    /// <summary>What kind of thing it is, in the language of the request.</summary>
    public string Kind => Session.DeviceKind switch
    {
        "desktop" => SessionTexts.Desktop,
        "mobile" => SessionTexts.Mobile,
        "tablet" => SessionTexts.Tablet,
        "program" => SessionTexts.Program,
        "bot" => SessionTexts.Bot,
        _ => SessionTexts.UnknownKind,
    };
}

/// <summary>Some of them.</summary>
/// <param name="Rows">In order.</param>
/// <param name="AreChosen">Whether each that lives has a box to choose it.</param>
internal sealed record SessionRows(IReadOnlyList<SessionRow> Rows, bool AreChosen);
