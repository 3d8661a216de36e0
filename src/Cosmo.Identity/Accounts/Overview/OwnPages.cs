using Cosmo.Identity.Accounts.ApiKeys;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Overview;

/// <summary>The pages of a person's own, as the navigation groups them.</summary>
/// <param name="Id">Which group, for the page to name it by.</param>
/// <param name="Name">Its heading.</param>
/// <param name="Pages">In order.</param>
internal sealed record OwnPages(string Id, string Name, IReadOnlyList<OwnPage> Pages)
{
    /// <summary>All of them, in the language that is spoken.</summary>
    /// <param name="hasKeys">Whether this server has API keys.</param>
    public static IReadOnlyList<OwnPages> All(bool hasKeys) =>
    [
        new("you", OverviewTexts.You,
        [
            new("", OverviewTexts.Overview), new("/profile", EntryTexts.Profile), new("/email", EntryTexts.Email), new("/data", EntryTexts.Data), new("/delete", EntryTexts.Delete),
        ]),
        new("signing-in", OverviewTexts.SigningIn,
        [
            new("/password", OverviewTexts.Password), new("/factors", OverviewTexts.Factors), new("/passkeys", OverviewTexts.Passkeys),
        ]),
        new("access", OverviewTexts.Access,
        [
            new("/sessions", OverviewTexts.Sessions), new("/applications", OverviewTexts.Applications),
            .. hasKeys ? (OwnPage[])[new("/api-keys", ApiKeyTexts.ListTitle)] : [],
            new("/history", OverviewTexts.History),
        ]),
    ];
}

/// <summary>One page of a person's own.</summary>
/// <param name="Below">Where, below <c>/account</c>.</param>
/// <param name="Name">What its link says.</param>
internal sealed record OwnPage(string Below, string Name)
{
    public string Path => "/account" + Below;

    /// <summary>As <c>aria-current</c> says it: <c>page</c> for the page itself, <c>true</c> for one that it leads to, null elsewhere.</summary>
    public string? CurrentAt(PathString path) =>
        path.Equals(Path, StringComparison.OrdinalIgnoreCase) ? "page"
        : Below.Length > 0 && path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) ? "true"
        : null;
}
