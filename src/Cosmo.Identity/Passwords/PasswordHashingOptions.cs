using System.ComponentModel.DataAnnotations;

namespace Cosmo.Identity.Passwords;

/// <summary>How much of the machine password hashing may take. What a hash costs is not a setting: it is part of the promise.</summary>
internal sealed class PasswordHashingOptions
{
    public const string Section = "PasswordHashing";

    /// <summary>Hashes computed at once, each with 19 MiB and one core. Default: one per processor.</summary>
    [Range(1, 1024)]
    public int Concurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>Hashes that may wait for their turn; beyond it requests are answered 503. Default 64: about half a second on two processors.</summary>
    [Range(1, 100_000)]
    public int QueueLimit { get; set; } = 64;
}
