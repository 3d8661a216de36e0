using Cosmo.Identity.Accounts.Care;

namespace Cosmo.Identity.Admin.Users;

/// <summary>How the state of an account looks: never by colour alone.</summary>
internal static class UserState
{
    /// <summary>The class of the badge and its word in the language of the request.</summary>
    public static (string Style, string Word) Of(AccountState state) => state switch
    {
        AccountState.Disabled => ("is-critical", UserTexts.StateDisabled),
        AccountState.Locked => ("is-warning", UserTexts.StateLocked),
        _ => ("is-good", UserTexts.StateOpen),
    };

    /// <summary>What it means.</summary>
    public static string HelpOf(AccountState state) => state switch
    {
        AccountState.Disabled => UserTexts.StateDisabledHelp,
        AccountState.Locked => UserTexts.StateLockedHelp,
        _ => UserTexts.StateOpenHelp,
    };
}
