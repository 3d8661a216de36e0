using System.ComponentModel.DataAnnotations;

namespace Cosmo.Identity.RateLimits;

/// <summary>Where nodes share what is too short-lived for the database.</summary>
internal sealed class RedisOptions : IValidatableObject
{
    public const string Section = "Redis";

    /// <summary>
    /// <c>host:port,password=…</c> as StackExchange.Redis has it, or <c>redis://</c> and <c>rediss://</c> addresses. Default none: counters are kept by
    /// the database where that is PostgreSQL, else by the one process.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        ConnectionString is { Length: > 0 } text && RedisAddress.TryParse(text) is null
            ? [new ValidationResult("is no Redis server, such as redis.example.com:6379,password=…", [nameof(ConnectionString)])]
            : [];
}
