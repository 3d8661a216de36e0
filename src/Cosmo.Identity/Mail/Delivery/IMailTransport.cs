namespace Cosmo.Identity.Mail.Delivery;

/// <summary>Takes a letter out of the house: to an SMTP server, or in Development into a folder.</summary>
internal interface IMailTransport
{
    /// <summary>Whether it goes anywhere at all; where it does not, mails wait in the outbox until they expire.</summary>
    bool IsOpen { get; }

    /// <summary>Tries once. Whatever goes wrong is an outcome; only cancelling throws.</summary>
    Task<DeliveryResult> SendAsync(Letter letter, CancellationToken cancellationToken);
}

/// <summary>How one try ended.</summary>
internal abstract record DeliveryResult
{
    /// <summary>Somebody else is responsible for it now.</summary>
    internal sealed record Sent : DeliveryResult;

    /// <summary>Not now; the same may go well later.</summary>
    internal sealed record Later(string Reason) : DeliveryResult;

    /// <summary>It was refused for good.</summary>
    internal sealed record Refused(string Reason) : DeliveryResult;
}
