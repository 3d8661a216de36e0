using Cosmo.Identity.Accounts.Lockout;
using Cosmo.Identity.Data;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.SecondFactor;

/// <summary>
/// At most five wrong codes for an account in a quarter of an hour, by whichever door, from wherever, on any number of nodes (MFA-02).
/// Counted as passwords are, by places taken before a code is looked at; but a right code clears nothing, or a thief of the password
/// would have five tries more whenever the owner signs in.
/// </summary>
internal sealed class FactorLocks(Database database, SecurityEventRecorder recorder, TimeProvider clock)
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    public const int Limit = 5;

    private static readonly LockoutOptions Options = new() { FailureLimit = Limit, CoolOff = Pause };

    private readonly SignInLocks locks = new(database, recorder, new AttemptGates(Options), Options, clock);

    /// <exception cref="Passwords.HashingBusyException">Too many codes for this account are being checked.</exception>
    public Task<Admission> AdmitAsync(Guid user, CancellationToken cancellationToken) => locks.AdmitAsync([Counter.OfFactor(user)], cancellationToken);

    /// <summary>The code was right: its place is given back, and nothing else.</summary>
    public static IEnumerable<SqlStatement> Success(Guid user) => CounterStatements.GiveBack(Counter.OfFactor(user));

    /// <summary>The code was wrong.</summary>
    /// <param name="admitted">Its place.</param>
    /// <param name="user">Whose account.</param>
    /// <param name="failed">The event of it.</param>
    /// <param name="describe">Makes the event of a lock, should this failure set one.</param>
    /// <param name="told">What tells the owner, if anything.</param>
    public Task FailAsync(Admission.Admitted admitted, Guid user, SecurityEvent failed, Func<SecurityEventType, SecurityEvent> describe, IReadOnlyList<SqlStatement> told) =>
        locks.FailAsync(admitted, user, [failed], describe, told);
}
