using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts;

/// <summary>
/// How often passwords may be tried, right or wrong, known or unknown the name: by one address at one name, and at all names. Asked
/// before a password is looked at, and by the name as it was typed: that two names are one account shows in nothing. A device
/// that the account knows has a share of its own, which strangers at its address do not use up (design D12).
/// </summary>
internal sealed class SignInLimits(RequestLimits limits, RateLimitPolicies policies, EventKey key)
{
    /// <summary>Counts this try; null where it is one too many, and no password may be checked.</summary>
    /// <exception cref="Data.DatabaseUnavailableException">Whether the device is known could not be told.</exception>
    public async ValueTask<SignInShare?> TakeAsync(SignInAttempt attempt, TriedAccount account, CancellationToken cancellationToken)
    {
        if (!limits.AppliesTo(attempt.Http))
        {
            return SignInShare.Boundless;
        }

        // What is no name at all is one account that nobody has.
        var name = account.Name ?? "";
        var hash = name.Length > 0 ? key.Hide(name) : (long?)null;
        if (await account.IsOnKnownDeviceAsync(cancellationToken))
        {
            // Its owner may come and go more often than strangers may; wrong passwords it may send no more than they.
            var user = (await account.UserAsync(cancellationToken))!.Id;
            var own = $"{user:N}\n{attempt.DeviceHash}";
            var wrong = policies.Login.For(own) with { Subject = user, NameHash = hash };
            return await limits.AllowsAsync(attempt.Http, wrong) && await limits.TakeAsync(attempt.Http, policies.LoginByDevice.For(own) with { Subject = user, NameHash = hash })
                ? new SignInShare(wrong)
                : null;
        }

        var address = RequestOrigin.Of(attempt.Http).LimitKey;
        return await limits.TakeAsync(
            attempt.Http,
            policies.Login.For($"{address}\n{name}") with { NameHash = hash },
            policies.LoginByAddress.For(address))
            ? SignInShare.Boundless
            : null;
    }

    /// <summary>The password was wrong.</summary>
    public async ValueTask FailAsync(SignInAttempt attempt, SignInShare share)
    {
        if (share.OfFailures is { } failure)
        {
            // Of several at the same instant lockout has let no more than the limit through; here it only remains to be counted.
            await limits.TakeAsync(attempt.Http, failure);
        }
    }
}

/// <summary>What a try was counted for, and what a failure of it counts for beside.</summary>
internal sealed record SignInShare(RateLimitDemand? OfFailures)
{
    /// <summary>Failures count no further.</summary>
    public static SignInShare Boundless { get; } = new((RateLimitDemand?)null);
}
