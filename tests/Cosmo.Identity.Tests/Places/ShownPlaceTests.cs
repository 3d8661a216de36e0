using Cosmo.Identity.Tests.Accounts.Lockout;
using Cosmo.Identity.Tests.Harness;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Places;

/// <summary>People see where their account was used: beside the address, in their language, on pages, in mails and through the API (issue 4 §5).</summary>
public sealed class ShownPlaceTests(Servers servers)
{
    private const string Abroad = "203.0.113.7";

    [Fact]
    public async Task The_place_stands_beside_the_address()
    {
        var file = Path.Combine(Harness.Place.NewFolder(), "places.mmdb");
        await File.WriteAllBytesAsync(
            file,
            PlaceFile.Of(DateTimeOffset.UnixEpoch, ("203.0.113.0/24", PlaceFile.City("DE", ("Germany", "Deutschland"), ("Munich", "München")))),
            TestContext.Current.CancellationToken);
        await using var server = await servers.StartAsync(Database.Sqlite, Servers.BehindProxy, ("GeoIp:Database", file));
        using var browser = server.NewBrowser();
        await browser.SignInAsync(People.Ada);
        var tokens = (await server.TryAsync(People.Ada, from: Abroad, device: "a-phone-that-is-new-to-ada")).ShouldSucceed();


        var sessions = (await browser.OpenAsync("/account/sessions")).At("/account/sessions");
        var history = (await browser.OpenAsync("/account/history")).At("/account/history");
        var overview = (await browser.OpenAsync("/account")).At("/account");
        var german = (await browser.OpenAsync("/account/sessions?ui_locales=de")).At("/account/sessions");
        var list = (await server.Http.GetAsync("/api/v1/account/sessions", ("Authorization", "Bearer " + tokens.AccessToken))).ShouldSucceed().Json;
        var mail = await new Postbox(server).NextAsync(People.Ada, "New sign-in to your account");


        Cells(sessions, Abroad).ShouldAllBe(text => text == Abroad + " Munich, Germany");
        Cells(sessions, "127.0.0.1").ShouldAllBe(text => text == "127.0.0.1");
        Cells(history, Abroad).ShouldAllBe(text => text == Abroad + " Munich, Germany");
        overview.Document.Body!.TextContent.ShouldContain(Abroad + " (Munich, Germany)");
        Cells(german, Abroad).ShouldAllBe(text => text == Abroad + " München, Deutschland");
        var abroad = list.EnumerateArray().Single(one => one.GetProperty("ipAddress").GetString() == Abroad).GetProperty("place");
        abroad.EnumerateObject().Select(member => $"{member.Name}={member.Value}").ShouldBe(["countryCode=DE", "countryName=Germany", "city=Munich"]);
        list.EnumerateArray().Single(one => one.GetProperty("ipAddress").GetString() == "127.0.0.1").GetProperty("place").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        mail.TextBody!.ShouldContain("Address: " + Abroad);
        mail.TextBody!.ShouldContain("Approximate place: Munich, Germany");
    }

    private static List<string> Cells(Page page, string address)
    {
        var cells = page.Document.QuerySelectorAll("td.place").Select(cell => string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .Where(text => text.StartsWith(address, StringComparison.Ordinal)).ToList();
        cells.ShouldNotBeEmpty();
        return cells;
    }
}
