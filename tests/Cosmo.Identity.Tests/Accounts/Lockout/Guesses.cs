using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;

namespace Cosmo.Identity.Tests.Accounts.Lockout;

/// <summary>Tries at the password grant, from any address when the server trusts this machine as its proxy.</summary>
internal static class Guesses
{
    /// <summary>Where a test is about locks: the detectors would block the address before.</summary>
    public static readonly (string Key, string Value) WithoutBlocks = ("Threats:Mode", "Off");

    /// <summary>One try with the right password, or the one given.</summary>
    public static Task<Answer> TryAsync(this RunningServer server, Person person, string? password = null, string? from = null, string? device = null)
    {
        List<(string, string)> fields =
            [("grant_type", "password"), ("client_id", "mobile"), ("username", person.UserName), ("password", password ?? person.Password), ("scope", "openid offline_access")];
        if (device is not null)
        {
            fields.Add(("device_id", device));
        }

        return server.Http.PostAsync("/connect/token", fields, from is null ? [] : [("X-Forwarded-For", from)]);
    }

    /// <summary>Wrong passwords, one after the other; the last answer.</summary>
    public static async Task<Answer> GuessAsync(this RunningServer server, Person person, int times, string? from = null, string? device = null)
    {
        Answer? last = null;
        for (var i = 0; i < times; i++)
        {
            last = (await server.TryAsync(person, $"wrong-password-{i}", from, device)).ShouldFail(400, "invalid_grant");
        }

        return last!;
    }

    /// <summary>How often a fact was recorded.</summary>
    public static Task<int> EventsAsync(this RunningServer server, SecurityEventType type) => server.Database.RecordedAsync(type);
}
