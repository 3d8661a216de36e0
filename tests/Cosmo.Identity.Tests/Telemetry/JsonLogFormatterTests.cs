using System.Text.Json;
using Cosmo.Identity.Server.Observability;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Telemetry;

/// <summary>Should requests be logged, the secret of a mailed link is not (MAIL-05).</summary>
public sealed class JsonLogFormatterTests
{
    [Theory]
    [InlineData("GET http://id.example.test/reset-password?token=canary-canary - 200", "GET http://id.example.test/reset-password?token=… - 200")]
    [InlineData("/reset-password?lang=en&TOKEN=canary-canary&x=1", "/reset-password?lang=en&TOKEN=…&x=1")]
    [InlineData("GET http://id.example.test/register?invitation=canary-canary&returnUrl=%2F", "GET http://id.example.test/register?invitation=…&returnUrl=%2F")]
    [InlineData("GET http://id.example.test/login?returnUrl=%2Faccount%2Femail%2Fconfirm%3Ftoken%3Dcanary-canary", "GET http://id.example.test/login?returnUrl=%2Faccount%2Femail%2Fconfirm%3Ftoken%3D…")]
    [InlineData("Cookie token=5 of ?subtoken=5 was ?token= nothing", "Cookie token=5 of ?subtoken=5 was ?token= nothing")]
    public void The_secret_of_a_link_is_left_out_wherever_it_stands(string text, string expected)
    {
        var writer = new StringWriter();
        List<KeyValuePair<string, object?>> fields = [new("Path", text), new("{OriginalFormat}", "{Path}")];


        new JsonLogFormatter(TimeProvider.System).Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Information, "Test", default, fields, new InvalidOperationException(text), (_, _) => text), null, writer);


        writer.ToString().ShouldNotContain("canary");
        using var line = JsonDocument.Parse(writer.ToString());
        line.RootElement.GetProperty("message").GetString().ShouldBe(expected);
        line.RootElement.GetProperty("fields").GetProperty("Path").GetString().ShouldBe(expected);
    }
}
