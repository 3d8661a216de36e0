namespace Cosmo.Identity.Accounts.Factors;

/// <summary>The form in which a person sets up an authenticator app.</summary>
/// <param name="Offer">What goes into the app.</param>
/// <param name="Error">Why the last try failed.</param>
/// <param name="EndOthers">Whether to sign out everywhere else.</param>
internal sealed record SetUpFields(SetupOffer Offer, string? Error, bool EndOthers);
