using System.Text.Json;
using Cosmo.Identity.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>Details are one line of printable JSON whatever the values are, and never longer than their column (LOG-01, LOG-02).</summary>
public sealed class DetailsTests
{
    [Theory]
    [InlineData("x\r\n2026-01-01 LOGIN OK admin")]
    [InlineData("\u001b[31mred\u202eesrever\0\ud800")]
    [InlineData("\"},{\"type\":1001,\"\\")]
    [InlineData("Ünïcödé 名前 🙂")]
    public void Any_text_stays_in_its_place(string text)
    {
        var details = EventDetails.Of(("name", text), ("none", null), ("number", 7), ("id", Guid.Empty));

        details.ShouldAllBe(character => character >= ' ' && character <= '~');
        using var json = JsonDocument.Parse(details);
        json.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["name", "number", "id"]);
        json.RootElement.GetProperty("name").GetString().ShouldBe(SafeText.Cut(text, 400));
    }

    [Fact]
    public void However_much_changes_the_column_takes_it()
    {
        foreach (var (count, length) in new[] { (1, 10_000), (10, 500), (200, 1), (2_000, 0), (9, 400) })
        {
            var changes = new FieldChanges();
            for (var i = 0; i < count; i++)
            {
                changes.Add("field_" + i, new string('名', length), Enumerable.Repeat(new string('"', length), 5));
            }

            var details = changes.ToDetails(("scope", "orders.read"));

            details.Length.ShouldBeLessThanOrEqualTo(EventDetails.MostCharacters);
            using var json = JsonDocument.Parse(details);
            json.RootElement.GetProperty("scope").GetString().ShouldBe("orders.read");
            var fields = json.RootElement.EnumerateObject().Count(member => member.Name.StartsWith("field_", StringComparison.Ordinal));
            var more = json.RootElement.TryGetProperty("more_fields", out var rest) ? rest.GetInt32() : 0;
            (fields + more).ShouldBe(count);
        }
    }

    [Fact]
    public void A_secret_shows_only_that_it_was_there()
    {
        var changes = new FieldChanges();
        changes.AddSecret("password_hash", null, "$argon2id$…");
        changes.AddSecret("client_secret", "old", null);

        changes.ToDetails().ShouldBe("""{"password_hash":{"before":null,"after":"redacted"},"client_secret":{"before":"redacted","after":null}}""");
    }
}
