using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>The statements on device codes: asked for, polled, decided. A device code is inactive until it is decided, then valid or rejected.</summary>
internal static class DeviceStatements
{
    private const string InsertText =
        """
        INSERT INTO device_requests (token_id, user_code_hash, interval_seconds, next_poll_at, ip_address, browser, operating_system, device_kind)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (user_code_hash) DO NOTHING
        """;

    private const string IntervalText = "SELECT interval_seconds FROM device_requests WHERE token_id = $1";

    private const string SlowDownText =
        "UPDATE device_requests SET interval_seconds = interval_seconds + $1, next_poll_at = $2 WHERE token_id = $3 AND next_poll_at > $4";

    private const string PollText = "UPDATE device_requests SET next_poll_at = $1 WHERE token_id = $2 AND next_poll_at <= $3";

    // The session that decides must live in the moment in which the decision is written.
    private const string IsUndecided =
        """
        t.id = $1 AND t.status = 'inactive' AND t.expiration_date > $2
            AND EXISTS (SELECT 1 FROM user_sessions s WHERE s.id = $3 AND s.ended_at IS NULL)
        """;

    private const string AllowText =
        $"UPDATE tokens AS t SET status = 'valid', concurrency_token = $4, payload = $5, subject = $6 WHERE {IsUndecided}";

    private const string DenyText = $"UPDATE tokens AS t SET status = 'rejected', concurrency_token = $4 WHERE {IsUndecided}";

    private const string JoinFamilyText = "UPDATE tokens SET authorization_id = $1 WHERE id = $2 AND concurrency_token = $3";

    private const string IfDecided = "EXISTS (SELECT 1 FROM tokens WHERE id = {0} AND concurrency_token = {1})";

    /// <summary>Written beside the row of the device code; not where the user code is another device's.</summary>
    public static SqlStatement Insert(Guid token, string userCodeHash, TimeSpan interval, DateTimeOffset now, RequestOrigin origin) => new(
        InsertText, token, userCodeHash, (int)interval.TotalSeconds, now, origin.AddressText, Cut(origin.Device.Browser, 64),
        Cut(origin.Device.OperatingSystem, 64), Cut(origin.Device.Kind, 16));

    /// <summary>The seconds between two polls.</summary>
    public static SqlStatement IntervalOf(Guid token) => new(IntervalText, token);

    /// <summary>Makes the interval longer, where the poll is too early. Comes before <see cref="Poll"/>, which then does nothing.</summary>
    public static SqlStatement SlowDown(Guid token, TimeSpan by, DateTimeOffset next, DateTimeOffset now) => new(SlowDownText, (int)by.TotalSeconds, next, token, now);

    /// <summary>Takes the one poll of an interval; of many at once one touches the row.</summary>
    public static SqlStatement Poll(Guid token, DateTimeOffset next, DateTimeOffset now) => new(PollText, next, token, now);

    /// <summary>Lets the device have what it asked for, once.</summary>
    /// <param name="token">The device code.</param>
    /// <param name="mark">Of this decision alone.</param>
    /// <param name="payload">What the device code stands for from now on.</param>
    /// <param name="session">In which the person decides.</param>
    /// <param name="subject">Who decides.</param>
    /// <param name="now">The instant.</param>
    public static SqlStatement Allow(Guid token, string mark, string payload, Guid session, Guid subject, DateTimeOffset now) =>
        new(AllowText, token, now, session, mark, payload, subject.ToString());

    /// <summary>Lets it have nothing; it can never be allowed afterwards.</summary>
    public static SqlStatement Deny(Guid token, string mark, Guid session, DateTimeOffset now) => new(DenyText, token, now, session, mark);

    /// <summary>Puts the allowed device code into its family, whose row was written after the decision.</summary>
    public static SqlStatement JoinFamily(Guid token, string mark, Guid family) => new(JoinFamilyText, family, token, mark);

    /// <summary>It was decided in this transaction, by the decision with this mark.</summary>
    public static EventCondition Decided(Guid token, string mark) => new(IfDecided, token, mark);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
