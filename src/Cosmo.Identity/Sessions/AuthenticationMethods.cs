namespace Cosmo.Identity.Sessions;

/// <summary>Names of the claim <c>amr</c> (RFC 8176 §2).</summary>
internal static class AuthenticationMethods
{
    public const string Password = "pwd";
}
