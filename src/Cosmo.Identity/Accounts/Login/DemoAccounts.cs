namespace Cosmo.Identity.Accounts.Login;

/// <summary>The accounts that Development declares, for the pages that tell a newcomer how to begin; empty everywhere else.</summary>
internal sealed record DemoAccounts(IReadOnlyList<DemoAccount> All, string? PasswordGrantClient)
{
    public static readonly DemoAccounts None = new([], null);

    /// <summary>A command that gets a first token; null where there is nobody to get one for.</summary>
    public string? FirstTokenCommand(string tokenEndpoint) => All.Count == 0 || PasswordGrantClient is null
        ? null
        : $"curl -s {tokenEndpoint} \\\n  -d grant_type=password -d client_id={PasswordGrantClient} \\\n  -d username={All[0].UserName} --data-urlencode 'password={All[0].Password}' \\\n  -d 'scope=openid profile offline_access'";
}
