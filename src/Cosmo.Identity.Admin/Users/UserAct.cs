using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions.Care;

namespace Cosmo.Identity.Admin.Users;

/// <summary>Something that is done to an account by one button: on a page of its own, and below its address in the API.</summary>
/// <param name="Name">The last word of its address.</param>
/// <param name="Title">What it does, as a heading and on the button.</param>
/// <param name="Effects">What happens, sentence by sentence.</param>
/// <param name="Undo">How it is taken back, or that it cannot be.</param>
/// <param name="Done">What the page of the account says afterwards.</param>
/// <param name="Do">Does it.</param>
internal sealed record UserAct(
    string Name, Func<string> Title, IReadOnlyList<Func<string>> Effects, Func<string> Undo, Func<string> Done, Func<UserActServices, AdminAct, Guid, CancellationToken, Task<CareResult>> Do)
{
    /// <summary>Whether it hurts somebody, and so needs a reason.</summary>
    public bool IsHarmful { get; init; } = true;

    /// <summary>Whether it is offered for all accounts together that an address hit.</summary>
    public bool IsForMany => Name is "end-sessions" or "require-reset" or "lock";

    /// <summary>In the order in which pages offer them.</summary>
    public static IReadOnlyList<UserAct> All { get; } =
    [
        new("end-sessions", () => UserTexts.EndSessions, [() => UserTexts.EndsSessions, () => UserTexts.KeepsKeys], () => UserTexts.EndSessionsUndo, () => UserTexts.EndSessionsDone,
            async (to, act, id, cancellationToken) => new CareResult.Done(await to.Sessions.EndAllOfAsync(act, id, cancellationToken))),
        new("require-reset", () => UserTexts.RequireReset, [() => UserTexts.EndsPassword, () => UserTexts.EndsAll, () => UserTexts.MailsLink], () => UserTexts.RequireResetUndo, () => UserTexts.RequireResetDone,
            (to, act, id, cancellationToken) => to.Accounts.RequireResetAsync(act, id, cancellationToken)),
        new("lock", () => UserTexts.Lock, [() => UserTexts.Closes, () => UserTexts.EndsAll, () => UserTexts.TellsOwner], () => UserTexts.LockUndo, () => UserTexts.LockDone,
            (to, act, id, cancellationToken) => to.Accounts.LockAsync(act, id, cancellationToken)),
        new("lockdown", () => UserTexts.LockDown, [() => UserTexts.Closes, () => UserTexts.EndsAll, () => UserTexts.EndsPassword, () => UserTexts.TellsOwner], () => UserTexts.LockDownUndo, () => UserTexts.LockDownDone,
            (to, act, id, cancellationToken) => to.Accounts.LockDownAsync(act, id, cancellationToken)),
        new("unlock", () => UserTexts.Unlock, [() => UserTexts.Opens, () => UserTexts.ForgetsFailures], () => UserTexts.UnlockUndo, () => UserTexts.UnlockDone,
            (to, act, id, cancellationToken) => to.Accounts.UnlockAsync(act, id, cancellationToken)) { IsHarmful = false },
        new("remove-factor", () => UserTexts.RemoveFactor, [() => UserTexts.RemovesFactor, () => UserTexts.TellsOwner, () => UserTexts.AskElsewhere], () => UserTexts.RemoveFactorUndo, () => UserTexts.RemoveFactorDone,
            (to, act, id, cancellationToken) => to.Accounts.RemoveFactorAsync(act, id, cancellationToken)),
    ];

    /// <summary>The one of this name; null where there is none such.</summary>
    public static UserAct? Find(string? name) => All.FirstOrDefault(act => act.Name == name);

    /// <summary>Whether it would change anything of an account as it is.</summary>
    public bool Fits(AccountDetails account) => Name switch
    {
        "lock" => account.Account.State != AccountState.Disabled,
        "unlock" => account.Account.State != AccountState.Open || account.Failures > 0 || account.FactorLockedUntil is not null,
        "require-reset" => account.Account.State != AccountState.Disabled,
        "remove-factor" => account.AppSince is not null,
        _ => true,
    };
}

/// <summary>What acts are done with.</summary>
internal sealed record UserActServices(AccountCare Accounts, SessionCare Sessions);
