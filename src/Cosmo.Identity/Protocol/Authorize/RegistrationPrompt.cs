namespace Cosmo.Identity.Protocol.Authorize;

/// <summary>
/// A client's wish that the person make an account before they come back (Initiating User Registration via OpenID Connect 1.0 §4.1).
/// Whoever has one signs in from there; either way they have just proved who they are.
/// </summary>
internal static class RegistrationPrompt
{
    public const string Value = "create";
}
