namespace Cosmo.Identity.Accounts.Login;

/// <summary>An account that only Development has, shown with its password so that a newcomer can sign in at once.</summary>
internal sealed record DemoAccount(string UserName, string Password, bool IsAdministrator);
