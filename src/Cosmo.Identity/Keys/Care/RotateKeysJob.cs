namespace Cosmo.Identity.Keys.Care;

/// <summary>Announces the next signing key of each algorithm in time, so that no key signs for longer than <c>Keys:RotationPeriod</c>.</summary>
internal sealed class RotateKeysJob(KeyCare care)
{
    public const string Name = "RotateKeys";

    /// <returns>How many keys were made.</returns>
    /// <exception cref="KeyFileException">The folder cannot be read or written.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        if (care.Due() is not { Count: > 0 } due)
        {
            return 0;
        }

        return await care.RotateAsync("job:" + Name, due, atOnce: false, cancellationToken) switch
        {
            KeyOrderResult.Done done => done.Keys.Count,
            // A person was quicker.
            KeyOrderResult.Refused { Fault: KeyFault.Waits } => 0,
            KeyOrderResult.Refused refused => throw new KeyFileException(refused.Text),
            _ => 0,
        };
    }
}
