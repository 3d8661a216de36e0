using Cosmo.Identity.Tests.Harness;

namespace Cosmo.Identity.Tests.RateLimits;

/// <summary>Requests from addresses of a test's choice, by way of the trusted proxy on loopback.</summary>
internal static class Visitors
{
    private static int _last;

    /// <summary>An address that no other test has used.</summary>
    public static string NewAddress()
    {
        var number = Interlocked.Increment(ref _last);
        return $"198.18.{number / 250}.{1 + (number % 250)}";
    }

    /// <summary>The password grant of <c>mobile</c>.</summary>
    public static Task<Answer> SignInAsync(this RunningServer server, string? address, string userName, string password, params (string Name, string Value)[] headers) =>
        server.Http.PostAsync(
            "/connect/token",
            [("grant_type", "password"), ("client_id", "mobile"), ("username", userName), ("password", password), ("scope", "openid offline_access")],
            address is null ? headers : [("X-Forwarded-For", address), .. headers]);

    /// <summary>The same with somebody's own password.</summary>
    public static Task<Answer> SignInAsync(this RunningServer server, string? address, Person person, params (string Name, string Value)[] headers) =>
        server.SignInAsync(address, person.UserName, person.Password, headers);
}
