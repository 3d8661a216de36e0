namespace Cosmo.Identity.Protocol.Device;

/// <summary>
/// The question that the verification page asks, sealed: what is allowed is what was shown, to the person it was shown to, and the code is
/// not tried again for it.
/// </summary>
/// <param name="SessionId">In whose session it is asked.</param>
/// <param name="TokenId">The device code.</param>
/// <param name="Code">The user code, to be compared with the device's.</param>
/// <param name="AskedAt">When; a sign-in after it is fresh.</param>
internal sealed record DeviceTicket(Guid SessionId, Guid TokenId, string Code, DateTimeOffset AskedAt);
