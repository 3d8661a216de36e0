using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Requests;

/// <summary>
/// Something that lets a request from a blocked address in: proof that somebody is here whom we know already, so that an
/// attacker behind the same address does not take them along (LOCK-10). Slices bring their own.
/// </summary>
internal interface IFrontDoorPass
{
    /// <summary>
    /// What the request proves; null when it proves nothing. Without the database, and cheap: an attacker asks it as often as they
    /// like. What costs more than microseconds takes from the budget first, and gives back when the proof was good.
    /// </summary>
    ValueTask<FrontDoorPassage?> JudgeAsync(HttpContext context, PassBudget budget);
}

/// <summary>
/// Marks a request that came in from a blocked address. It may go on with what it proved; it may not guess: a password is checked
/// only for an account that knows the device.
/// </summary>
/// <param name="Proof">What it showed, such as <c>session</c>; for the log and for tests.</param>
/// <param name="MayTryPasswords">Whether it is a device on which somebody signed in before, and which has a counter of its own.</param>
internal sealed record FrontDoorPassage(string Proof, bool MayTryPasswords)
{
    /// <summary>The mark of this request; null for all that did not come from a blocked address.</summary>
    public static FrontDoorPassage? Of(HttpContext context) => context.Features.Get<FrontDoorPassage>();
}
