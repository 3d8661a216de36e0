using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>
/// Lets browsers in on which somebody has signed in before. They may try passwords, too: <see cref="PasswordSignIn"/> checks one
/// from a blocked address only for an account that knows the device, under the device's own counter.
/// </summary>
internal sealed class DevicePass(DeviceCookie devices) : IFrontDoorPass
{
    private static readonly FrontDoorPassage Passage = new("device", MayTryPasswords: true);

    public ValueTask<FrontDoorPassage?> JudgeAsync(HttpContext context, PassBudget budget) =>
        ValueTask.FromResult(devices.TryRead(context, out _) ? Passage : null);
}
