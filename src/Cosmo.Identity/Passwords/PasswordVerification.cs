namespace Cosmo.Identity.Passwords;

/// <summary>What a password check found.</summary>
internal enum PasswordVerification
{
    /// <summary>Wrong password, no such user, or a hash that nothing here can read: on purpose one answer.</summary>
    Failed,

    /// <summary>The password is right.</summary>
    Success,

    /// <summary>The password is right, and its hash is of an older kind: store a new one.</summary>
    SuccessRehashNeeded,
}
