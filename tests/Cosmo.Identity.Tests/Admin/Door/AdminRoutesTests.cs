using System.Text;
using Cosmo.Identity.Tests.Harness;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Admin.Door;

/// <summary>Who may use which route: what is declared is what routing knows, and what the door does (ADM-08, V115).</summary>
public sealed class AdminRoutesTests(Servers servers)
{
    [Fact]
    public async Task Every_route_is_declared_and_every_declared_route_is_there()
    {
        var server = await servers.ConsoleAsync(Database.Sqlite);

        var known = server.Part<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (Methods: endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [""], Route: "/" + endpoint.RoutePattern.RawText!.TrimStart('/').TrimEnd('/')))
            .Where(one => one.Route == "/admin" || one.Route.StartsWith("/admin/", StringComparison.Ordinal) || one.Route.StartsWith("/api/v1/admin", StringComparison.Ordinal))
            .SelectMany(one => one.Methods.Select(method => $"{method} {one.Route}")).Distinct().Order(StringComparer.Ordinal);

        known.ShouldBe(AdminRoutes.All.Select(route => $"{route.Method} {route.Route}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [BothDatabases]
    public async Task Each_route_opens_to_whom_it_is_declared_for_and_to_nobody_else(Database database)
    {
        var server = await servers.ConsoleAsync(database);
        using var person = await server.EnterAsync(People.Ada);
        using var auditor = await server.EnterAsync(Administrators.Vera);
        using var administrator = await server.EnterAsync(Administrators.Root);
        var tokens = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["person"] = await server.AdminTokenAsync(People.Ada),
            ["auditor"] = await server.AdminTokenAsync(Administrators.Vera),
            ["administrator"] = await server.AdminTokenAsync(Administrators.Root),
        };
        var browsers = new Dictionary<string, Browser>(StringComparer.Ordinal) { ["person"] = person, ["auditor"] = auditor, ["administrator"] = administrator };
        List<string> wrong = [];

        foreach (var (method, route, isFor) in AdminRoutes.All.Where(route => !route.Route.EndsWith("/stream", StringComparison.Ordinal)))
        {
            var path = Fill(route);
            var isApi = isFor is RouteFor.ApiToRead or RouteFor.ApiToAct;
            var verb = method.Length > 0 ? method : "GET";
            Check("stranger", verb, (await server.Http.SendAsync(new HttpMethod(verb), path, null)).Status, status => status == 401);
            Check("stranger", "POST", (await server.Http.SendAsync(HttpMethod.Post, path, null)).Status, status => status is 401 or 405);
            foreach (var (who, browser) in browsers)
            {
                var status = isApi
                    ? (await server.Http.SendAsync(new HttpMethod(verb), path, verb == "GET" ? null : new StringContent("{}", Encoding.UTF8, "application/json"), tokens[who])).Status
                    : (await browser.SendAsync(new HttpMethod(verb), new Uri(path, UriKind.Relative), null)).Status;
                var mayUse = who == "administrator" || (who == "auditor" && isFor is not (RouteFor.ApiToAct or RouteFor.PageToAct));
                Check(who, verb, status, code => mayUse ? code is not (401 or 403) : code == 403);
            }

            // A cookie opens no API, and a token no page.
            Check("other way in", verb, (await server.Http.SendAsync(new HttpMethod(verb), path, null, isApi ? administrator.CookieHeader : tokens["administrator"])).Status, status => status == 401);

            void Check(string who, string by, int status, Func<int, bool> isRight)
            {
                if (!isRight(status))
                {
                    wrong.Add($"{by} {route} as {who}: {status}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static string Fill(string route) => route
        .Replace("{id:guid}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal)
        .Replace("{act}", "lock", StringComparison.Ordinal)
        .Replace("{file}", "console.js", StringComparison.Ordinal)
        .Replace("{kid}", "no-such-key", StringComparison.Ordinal)
        .Replace("{name}", "RollUpStatistics", StringComparison.Ordinal)
        .Replace("{address}", "203.0.113.1", StringComparison.Ordinal)
        .Replace("{clientId}", "mobile", StringComparison.Ordinal)
        .Replace("{**path}", "nothing/there", StringComparison.Ordinal);
}
