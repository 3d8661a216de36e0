namespace Cosmo.Identity.Mail.Delivery;

/// <summary>No server is named outside Development: mails wait for one until they expire.</summary>
internal sealed class NoTransport : IMailTransport
{
    public bool IsOpen => false;

    public Task<DeliveryResult> SendAsync(Letter letter, CancellationToken cancellationToken) =>
        Task.FromResult<DeliveryResult>(new DeliveryResult.Later("Mail:Host is not set"));
}
