namespace Cosmo.Identity.Passwords.Breaches;

/// <summary>What came of asking whether a password has been breached.</summary>
internal abstract record BreachAnswer
{
    private BreachAnswer()
    {
    }

    /// <summary>The service knows it, or knows it not.</summary>
    internal sealed record Known(bool IsBreached) : BreachAnswer;

    /// <summary>There was no answer, or none that could be read.</summary>
    /// <param name="Reason">Why, in words that hold nothing of the password and nothing that the service chose.</param>
    internal sealed record Failed(string Reason) : BreachAnswer;
}
