namespace Cosmo.Identity.SecurityEvents.Floods;

/// <summary>What an event says that stands for many.</summary>
internal static class FloodDetails
{
    private const string Beginning = "{\"flood\":\"";

    private const int IdLength = 36;

    public static string Of(Guid id, string address, DateTimeOffset from, DateTimeOffset to) =>
        $$"""{{Beginning}}{{id:D}}","from":"{{from.UtcDateTime:O}}","to":"{{to.UtcDateTime:O}}","addresses":"{{(address == FloodGauge.ManyAddresses ? "many" : "one")}}"}""";

    /// <summary>Which window of a flood an event was made of; null where it is an event of its own.</summary>
    public static Guid? WindowOf(SecurityEvent fact) =>
        fact.Details is { } details && details.StartsWith(Beginning, StringComparison.Ordinal) && details.Length > Beginning.Length + IdLength
        && Guid.TryParseExact(details.AsSpan(Beginning.Length, IdLength), "D", out var id)
            ? id
            : null;
}
