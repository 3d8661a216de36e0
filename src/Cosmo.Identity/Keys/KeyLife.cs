namespace Cosmo.Identity.Keys;

/// <summary>When a key does what: it follows from the names of the files of its algorithm and from <c>Keys:RetirePeriod</c> alone, so that every node says the same.</summary>
/// <remarks>
/// <code>
///            SignsFrom        SignsUntil          OutAt
/// announced ────┼──── active ─────┼──── retired ────┼──── out
/// </code>
/// At every moment exactly one key of an algorithm is active: the last by name whose time has come.
/// </remarks>
/// <param name="Key">The key.</param>
/// <param name="SignsFrom">The least instant for one that always did: it is the first of all, or has no date in its name.</param>
/// <param name="SignsUntil">When the next one takes over; the greatest instant where none waits, the least where a later one without a date signs.</param>
/// <param name="OutAt">From when on nothing that it signed is accepted; the greatest instant where that is not known.</param>
internal sealed record KeyLife(SigningKey Key, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil, DateTimeOffset OutAt)
{
    public KeyState StateAt(DateTimeOffset now) =>
        now >= OutAt ? KeyState.Out
        : now >= SignsUntil ? KeyState.Retired
        : now >= SignsFrom ? KeyState.Active
        : KeyState.Announced;

    /// <summary>The instants at which its state changes.</summary>
    public IEnumerable<DateTimeOffset> Changes => [SignsFrom, SignsUntil, OutAt];

    /// <summary>The lives of all keys of one algorithm.</summary>
    /// <param name="keys">In the order of their names.</param>
    /// <param name="retirePeriod">How long what a key signed is accepted after its successor took over.</param>
    public static IReadOnlyList<KeyLife> Of(IReadOnlyList<SigningKey> keys, TimeSpan retirePeriod)
    {
        var lives = new KeyLife[keys.Count];
        var (until, successor) = (DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);
        for (var i = keys.Count - 1; i >= 0; i--)
        {
            // Nobody waits for the first one: there is no other that could sign.
            var date = KeyName.DateOf(keys[i].File);
            var from = i == 0 ? DateTimeOffset.MinValue : date ?? DateTimeOffset.MinValue;
            lives[i] = new KeyLife(keys[i], from, until, Later(successor, retirePeriod));
            until = from < until ? from : until;
            successor = date < successor ? date.Value : successor;
        }

        return lives;
    }

    private static DateTimeOffset Later(DateTimeOffset instant, TimeSpan period) =>
        instant > DateTimeOffset.MaxValue - period ? DateTimeOffset.MaxValue : instant + period;
}
