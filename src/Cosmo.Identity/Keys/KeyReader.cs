namespace Cosmo.Identity.Keys;

/// <summary>A signing key as administrators see it: never the key itself.</summary>
/// <param name="Kid">JWK thumbprint (RFC 7638).</param>
/// <param name="Algorithm"><c>ES256</c> or <c>RS256</c>.</param>
/// <param name="State">Where it stands in its life.</param>
/// <param name="SignsFrom">From when on it signs; null for one that always did, or has no date in its name.</param>
/// <param name="SignsUntil">When its successor takes over, or took over; null while none is there, or where its name has no date.</param>
/// <param name="AcceptedUntil">Until when what it signed is accepted; null while no successor is there.</param>
/// <param name="File">The name of its file, without the folder.</param>
public sealed record KeyView(
    string Kid, string Algorithm, KeyState State, DateTimeOffset? SignsFrom, DateTimeOffset? SignsUntil, DateTimeOffset? AcceptedUntil, string File)
{
    internal static KeyView Of(KeyLife life, DateTimeOffset now) => new(
        life.Key.Kid, life.Key.Algorithm, life.StateAt(now), FromOf(life, now), Known(life.SignsUntil), Known(life.OutAt), Path.GetFileName(life.Key.File));

    // The first one of all signs before its date where it has to: then the date would be a lie.
    private static DateTimeOffset? FromOf(KeyLife life, DateTimeOffset now) =>
        KeyName.DateOf(life.Key.File) is { } date && (life.SignsFrom == date || date <= now) ? date : null;

    private static DateTimeOffset? Known(DateTimeOffset instant) =>
        instant == DateTimeOffset.MaxValue || instant == DateTimeOffset.MinValue ? null : instant;
}

/// <summary>Shows which keys this server signs by, will sign by, and still accepts.</summary>
public sealed class KeyReader
{
    private readonly KeyRing ring;
    private readonly TimeProvider clock;

    internal KeyReader(KeyRing ring, TimeProvider clock) => (this.ring, this.clock) = (ring, clock);

    /// <summary>Why the folder cannot be read as it lies there now; null when it can.</summary>
    public string? Fault => ring.Fault;

    /// <summary>By algorithm, the oldest first.</summary>
    public IReadOnlyList<KeyView> Read()
    {
        var now = clock.GetUtcNow();
        return [.. ring.Lives.Select(life => KeyView.Of(life, now))];
    }

    /// <summary>The key of this identifier; null where there is none.</summary>
    public KeyView? Find(string kid) => Read().FirstOrDefault(key => key.Kid == kid);
}
