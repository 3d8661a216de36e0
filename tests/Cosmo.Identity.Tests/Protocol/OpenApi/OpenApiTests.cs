using System.Text.Json;
using Cosmo.Identity.Tests.Harness;
using Cosmo.Identity.Tests.SecurityEvents;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Protocol.OpenApi;

/// <summary>The document tells of every operation of the HTTP API and of nothing else, and the page tells what the document does (contract: Operations).</summary>
[Collection(nameof(OwnArea))]
public sealed class OpenApiTests(AuditedServers servers)
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    [Fact]
    public async Task Every_mapped_operation_is_in_it_and_nothing_else()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        var mapped = server.Part<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            // The admin area tells strangers nothing of itself.
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal) && !endpoint.RoutePattern.RawText.StartsWith("/api/v1/admin", StringComparison.Ordinal))
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {PathOf(endpoint)}"))
            .ToList();


        var told = Operations(await DocumentAsync(server)).Select(operation => $"{operation.Method.ToUpperInvariant()} {operation.Path}").ToList();


        mapped.Count.ShouldBeGreaterThanOrEqualTo(12);
        told.ShouldBe(mapped, ignoreOrder: true);
    }

    [Fact]
    public async Task Every_operation_says_what_it_is_for_what_it_takes_and_what_it_answers()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        var document = await DocumentAsync(server);


        document.GetProperty("openapi").GetString().ShouldStartWith("3.1");
        document.GetProperty("servers")[0].GetProperty("url").GetString().ShouldBe(server.Issuer);
        document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(scheme => scheme.Name).ShouldBe(["token", "session"]);
        var operations = Operations(document).ToList();
        operations.Select(operation => operation.Json.GetProperty("operationId").GetString()).ShouldBeUnique();
        foreach (var (_, path, json) in operations)
        {
            json.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace(path);
            json.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace(path);
            var answers = json.GetProperty("responses").EnumerateObject().ToList();
            answers.ShouldContain(answer => answer.Name[0] == '2', path);
            foreach (var answer in answers)
            {
                answer.Value.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace(path);
                var types = answer.Value.TryGetProperty("content", out var content) ? content.EnumerateObject().Select(type => type.Name).ToList() : [];
                types.ShouldBe(answer.Name[0] == '2' ? (answer.Name == "204" ? [] : ["application/json"]) : ["application/problem+json"], $"{path} {answer.Name}");
            }

            if (path.StartsWith("/api/v1/account/", StringComparison.Ordinal))
            {
                answers.Select(answer => answer.Name).ShouldBeSubsetOf(["200", "201", "204", "400", "401", "403", "404", "429", "503"]);
                json.GetProperty("security").EnumerateArray().SelectMany(one => one.EnumerateObject()).Select(one => one.Name).ShouldBe(["token", "session"]);
            }

            foreach (var parameter in json.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().ToList() : [])
            {
                path.Contains($"{{{parameter.GetProperty("name").GetString()}}}").ShouldBe(parameter.GetProperty("in").GetString() == "path", path);
            }
        }

        operations.Single(operation => operation.Path.EndsWith("/events")).Json.GetProperty("parameters").GetArrayLength().ShouldBe(4);
        operations.Single(operation => operation.Path.EndsWith("/tokens/revoke")).Json.GetProperty("requestBody").GetProperty("content").EnumerateObject()
            .Select(type => type.Name).ShouldBe(["application/json", "application/x-www-form-urlencoded"]);
    }

    [Fact]
    public async Task What_is_answered_has_the_members_that_the_document_names()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        var document = await DocumentAsync(server);
        var bearer = ("Authorization", "Bearer " + (await server.As(Registrations.Mobile).PasswordAsync(People.Ada, "openid")).AccessToken);


        foreach (var path in new[] { "/api/v1/account/sessions", "/api/v1/account/events", "/api/v1/whoami" })
        {
            var answer = (await server.Http.GetAsync(path, bearer)).ShouldSucceed().Json;
            var one = answer.ValueKind == JsonValueKind.Array ? answer[0] : answer;
            var schema = Follow(document, document.GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema"));
            schema = schema.TryGetProperty("items", out var items) ? Follow(document, items) : schema;

            one.EnumerateObject().Select(member => member.Name).ShouldBeSubsetOf(schema.GetProperty("properties").EnumerateObject().Select(member => member.Name), path);
        }
    }

    [Fact]
    public async Task The_page_shows_every_operation_without_a_script()
    {
        var server = await servers.OnAsync(Database.Sqlite);
        using var browser = server.NewBrowser();


        var page = (await browser.OpenAsync("/api")).At("/api");


        var shown = page.Document.QuerySelectorAll(".route").Select(route => route.TextContent).ToList();
        shown.ShouldBe(Operations(await DocumentAsync(server)).Select(operation => $"{operation.Method.ToUpperInvariant()} {operation.Path}"), ignoreOrder: true);
        page.Document.QuerySelectorAll("script").ShouldBeEmpty();
        page.Document.QuerySelectorAll(".contents a").Select(link => link.GetAttribute("href")![1..]).ShouldAllBe(id => page.Document.GetElementById(id) != null);
        page.Answer.Header("Content-Security-Policy").ShouldNotBeNull().ShouldContain("default-src 'none'");
    }

    [Fact]
    public async Task The_document_is_the_same_bytes_and_caches_may_keep_it()
    {
        var server = await servers.OnAsync(Database.Sqlite);


        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Http.GetAsync("/openapi/v1.json")));
        var again = await server.Http.GetAsync("/openapi/v1.json", ("If-None-Match", answers[0].Header("ETag")!));
        var posted = await server.Http.SendAsync(HttpMethod.Post, "/openapi/v1.json", null);


        answers.Select(answer => answer.Body).Distinct().ShouldHaveSingleItem();
        again.Status.ShouldBe(304);
        posted.Status.ShouldBe(405);
        answers[0].Header("Content-Security-Policy").ShouldNotBeNull().ShouldContain("sandbox");
    }

    private static async Task<JsonElement> DocumentAsync(RunningServer server) => (await server.Http.GetAsync("/openapi/v1.json")).ShouldSucceed().Json;

    private static IEnumerable<(string Method, string Path, JsonElement Json)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Methods.Contains(operation.Name)
        select (operation.Name, path.Name, operation.Value);

    private static JsonElement Follow(JsonElement document, JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
        : schema;

    // Constraints of a route are no part of its address.
    private static string PathOf(RouteEndpoint endpoint) =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            _ => "",
        }))));
}
