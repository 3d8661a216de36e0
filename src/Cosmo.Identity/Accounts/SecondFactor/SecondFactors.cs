using Cosmo.Identity.Data;
using Cosmo.Identity.Sessions;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>Says whether a right password is enough, or what is missing beside it.</summary>
internal sealed class SecondFactors(SecondFactorsOptions options, Database database, RememberedDevices remembered)
{
    /// <summary>Whether people can have one.</summary>
    public bool AreOffered => options.Policy != FactorPolicy.Off;

    /// <summary>What is missing after the right password of <paramref name="user"/>.</summary>
    public async ValueTask<FactorNeed> NeedOfAsync(SignInAttempt attempt, UserRecord user, CancellationToken cancellationToken)
    {
        // A person who is signed in proves it where the page asks for it.
        if (!AreOffered || attempt.Path == SignInPath.Confirmation)
        {
            return attempt.FactorFollows && AreOffered ? FactorNeed.Code : FactorNeed.None;
        }

        var state = await StateOfAsync(user.Id, cancellationToken);
        if (state.Factor is not { } factor)
        {
            return attempt.Wish == FactorWish.Needed || state.IsRequiredBy(options.Policy) ? FactorNeed.SetUp : FactorNeed.None;
        }

        return attempt.Path == SignInPath.Page && attempt.Wish == FactorWish.None && await remembered.IsKnownAsync(attempt.Http, user.Id, factor, cancellationToken)
            ? FactorNeed.None
            : FactorNeed.Code;
    }

    /// <summary>What a session that was not begun with a second factor lacks for a client that asks for one, or for the policy.</summary>
    public async ValueTask<FactorNeed> NeedOfAsync(BrowserSession session, FactorWish wish, CancellationToken cancellationToken)
    {
        if (!AreOffered || (wish == FactorWish.None && options.Policy == FactorPolicy.Optional))
        {
            return FactorNeed.None;
        }

        var state = await StateOfAsync(session.UserId, cancellationToken);
        return state.Factor is not null
            ? wish == FactorWish.None ? FactorNeed.None : FactorNeed.Code
            : wish == FactorWish.Needed || state.IsRequiredBy(options.Policy) ? FactorNeed.SetUp : FactorNeed.None;
    }

    private async ValueTask<FactorState> StateOfAsync(Guid user, CancellationToken cancellationToken) =>
        (await database.ReadFirstAsync(FactorState.Of(user), FactorState.Read, cancellationToken))!;
}

/// <summary>What is missing beside a right password.</summary>
internal enum FactorNeed
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A code of the person's app, or one of their recovery codes.</summary>
    Code,

    /// <summary>A factor, which the person must set up first.</summary>
    SetUp,
}
