using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cosmo.Identity.Accounts.Administrators;

/// <summary>Somebody who was let into the admin area.</summary>
/// <param name="UserId">Their subject.</param>
/// <param name="UserName">Their user name.</param>
/// <param name="MayAct">Whether they may change anything (role <c>admin</c>), or only look (role <c>auditor</c>).</param>
public sealed record Administrator(Guid UserId, string UserName, bool MayAct)
{
    /// <summary>The session that they are in; null for an API key.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The API key that stands for them; null for a session or a token.</summary>
    internal Guid? KeyId { get; init; }

    /// <summary>Whether a browser's session let them in, not a token or a key.</summary>
    public bool IsInBrowser { get; init; }

    /// <summary>
    /// Whether they proved within the last five minutes who they are, by a second factor where they have one (ASVS 7.5.3). Tokens and
    /// keys were made by such a proof and count as fresh.
    /// </summary>
    public bool IsFresh { get; init; }

    /// <summary>Of a request that was let in.</summary>
    public static Administrator Of(HttpContext context) => context.Features.GetRequiredFeature<Administrator>();
}

/// <summary>What the door says to a request.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>Come in.</summary>
    public sealed record Admitted(Administrator Administrator) : Admission;

    /// <summary>Nothing was shown, or what was shown counts for nothing.</summary>
    public sealed record SignInFirst : Admission;

    /// <summary>The role is there, but no second factor was given in this session.</summary>
    /// <param name="HasFactor">Whether the person has one to give, or must set one up.</param>
    public sealed record FactorFirst(bool HasFactor) : Admission;

    /// <summary>Known, and not allowed.</summary>
    public sealed record Denied(string Reason) : Admission;

    /// <summary>Too many requests; the headers say for how long.</summary>
    public sealed record TooMany : Admission;
}

/// <summary>Decides who comes into the admin area. The area itself knows no tokens, cookies or rows.</summary>
public interface IAdminDoor
{
    /// <summary>Who this request of a page is of: a browser's session counts, and nothing else.</summary>
    Task<Admission> KnockWithSessionAsync(HttpContext context, CancellationToken cancellationToken);

    /// <summary>Who this request of the API is of: an access token with scope <c>cosmo.admin</c>, or an API key with it.</summary>
    Task<Admission> KnockWithTokenAsync(HttpContext context, CancellationToken cancellationToken);

    /// <summary>Whether somebody who was let in would be let in still: for what stays open. Asks the database.</summary>
    Task<bool> IsStillOpenAsync(HttpContext context, Administrator administrator, CancellationToken cancellationToken);
}
