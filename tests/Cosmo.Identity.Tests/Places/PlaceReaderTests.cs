using Cosmo.Identity.Languages;
using Cosmo.Identity.Places;
using Cosmo.Identity.Server.Doctor;
using Cosmo.Identity.Settings;
using Cosmo.Identity.Tests.RateLimits;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Places;

/// <summary>Where addresses are, as the operator's file says it; whatever is in that file, nothing breaks (issue 4 §5).</summary>
public sealed class PlaceReaderTests : IDisposable
{
    private static readonly DateTimeOffset BuiltAt = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    private readonly string _path = Path.Combine(Harness.Place.NewFolder(), "places.mmdb");
    private readonly HandClock _clock = new();
    private readonly Lines _log = new();

    [Theory]
    [InlineData("203.0.113.7", "en", "Munich, Germany")]
    [InlineData("203.0.113.7", "de", "München, Deutschland")]
    [InlineData("::ffff:203.0.113.255", "de", "München, Deutschland")]
    [InlineData("2001:db8::1", "de", "Reykjavik, Iceland")]
    [InlineData("2001:db8:0:1::1", "en", null)]
    [InlineData("203.0.114.7", "en", null)]
    [InlineData("192.0.2.1", "en", "Singapore")]
    [InlineData("198.51.100.1", "de", "Austria")]
    [InlineData("198.51.100.17", "en", "Bern, CH")]
    [InlineData("198.51.100.33", "en", "Paris, France")]
    [InlineData("198.51.100.49", "en", null)]
    [InlineData("198.51.100.65", "en", null)]
    [InlineData("198.51.100.81", "en", null)]
    [InlineData("198.51.100.97", "en", "Ber\\u202elin\\u000d\\u000aBcc: x")]
    [InlineData("10.0.0.1", "en", null)]
    [InlineData("127.0.0.1", "en", null)]
    [InlineData("::1", "en", null)]
    [InlineData("fd00::1", "en", null)]
    [InlineData("203.0.113", "en", null)]
    [InlineData("not an address", "en", null)]
    [InlineData("", "en", null)]
    [InlineData(null, "en", null)]
    public void An_address_has_the_place_that_the_file_says_in_the_language_of_the_reader(string? address, string language, string? place)
    {
        var everywhere = PlaceFile.City("XX", ("Nowhere", null), ("Nowhere", null));
        Write(
            ("203.0.113.0/24", Munich()),
            ("2001:db8::/64", PlaceFile.City("IS", ("Iceland", null), ("Reykjavik", null))),
            ("192.0.2.0/24", PlaceFile.City("SG", ("Singapore", null), ("Singapore", null))),
            ("198.51.100.0/28", new Dictionary<string, object> { ["country"] = "Austria", ["country_code"] = "AT" }),
            ("198.51.100.16/28", new Dictionary<string, object> { ["country"] = "CH", ["city"] = "Bern" }),
            ("198.51.100.32/28", new Dictionary<string, object> { ["country_code"] = "fr", ["country_name"] = "France", ["city"] = "Paris" }),
            ("198.51.100.48/28", new Dictionary<string, object> { ["country"] = 42u, ["city"] = new object[] { "Rome" }, ["country_code"] = true }),
            ("198.51.100.64/28", new Dictionary<string, object> { ["country"] = new Dictionary<string, object> { ["iso_code"] = "Italy", ["names"] = "Italy" }, ["city"] = " " }),
            ("198.51.100.80/28", "no map"),
            ("198.51.100.96/28", new Dictionary<string, object> { ["city"] = "Ber\u202Elin\r\nBcc: x" }),
            ("10.0.0.0/8", everywhere), ("127.0.0.0/8", everywhere), ("fd00::/8", everywhere));
        using var places = Open();
        using var spoken = Language.Find(language)!.Speak();


        var found = places.Of(address);


        found?.Text.ShouldBe(place);
        (found is null).ShouldBe(place is null);
    }

    [Fact]
    public void A_file_in_the_place_of_the_other_is_taken_within_a_minute_and_a_broken_one_is_not()
    {
        Write(("203.0.113.0/24", Munich()));
        using var places = Open();
        var first = places.Of("203.0.113.7");

        Write(("203.0.113.0/24", PlaceFile.City("FR", ("France", null), ("Paris", null))));
        var soon = places.Of("203.0.113.7");
        var later = AfterAMinute(places);
        Replace("<html>Sign in to download</html>"u8.ToArray());
        var afterGarbage = AfterAMinute(places);
        Replace(PlaceFile.Damaged());
        var afterDamage = AfterAMinute(places);
        File.Delete(_path);
        var afterLoss = (AfterAMinute(places), AfterAMinute(places));
        Write(("203.0.113.0/24", PlaceFile.City("IT", ("Italy", null), ("Rome", null))));
        var atLast = AfterAMinute(places);


        first.ShouldBe(new Place("DE", "Germany", "Munich"));
        soon?.City.ShouldBe("Munich");
        later?.City.ShouldBe("Paris");
        afterGarbage?.City.ShouldBe("Paris");
        afterDamage?.City.ShouldBe("Paris");
        afterLoss.Item1?.City.ShouldBe("Paris");
        afterLoss.Item2?.City.ShouldBe("Paris");
        atLast?.City.ShouldBe("Rome");
        var told = _log.Texts.Where(line => line.StartsWith("The database of places ", StringComparison.Ordinal)).ToList();
        told.Count.ShouldBe(3, "each broken file is told once");
        told[0].ShouldContain("is no database in the MaxMind DB format");
        told[1].ShouldContain("is damaged");
        told[2].ShouldContain("cannot be read");
    }

    [Fact]
    public async Task A_file_that_is_written_over_while_it_is_read_harms_nobody()
    {
        // Reading behind the end of a mapped file would end this process.
        Write(("203.0.113.0/24", Munich()));
        using var places = Open();
        places.Of("203.0.113.7")?.City.ShouldBe("Munich");


        await using (var file = File.Open(_path, FileMode.Open))
        {
            file.SetLength(0);
        }

        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            return places.Of("203.0.113.7");
        })));


        found.ShouldAllBe(place => place!.City == "Munich");
    }

    [Fact]
    public void Without_a_file_nothing_has_a_place()
    {
        using var places = new PlaceReader(new GeoIpOptions(), _clock, _log);

        places.IsOn.ShouldBeFalse();
        places.Of("203.0.113.7").ShouldBeNull();
    }

    [Fact]
    public void No_generated_initializer_loads_the_library_at_every_start()
    {
        typeof(PlaceReader).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("MaxMind", StringComparison.Ordinal) == true).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no database at all", "is no database in the MaxMind DB format")]
    [InlineData("", "is no database in the MaxMind DB format")]
    [InlineData(null, "cannot be read")]
    public void What_is_no_database_refuses_the_start_by_key_and_value(string? content, string reason)
    {
        if (content is not null)
        {
            File.WriteAllText(_path, content);
        }

        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Issuer"] = "https://id.example.com", [GeoIpOptions.Section + ":Database"] = _path }).Build();


        var failures = Should.Throw<SettingsException>(() => CosmoSettings.Read(configuration, isDevelopment: false)).Failures;


        failures.ShouldHaveSingleItem().ShouldStartWith($"GeoIp:Database = '{_path}': {reason}");
    }

    [Fact]
    public void Doctor_tells_an_old_file_and_a_broken_one()
    {
        var options = new GeoIpOptions { Database = _path };
        Write(("203.0.113.0/24", Munich()));
        _clock.Wall = BuiltAt.AddDays(59);
        var young = PlacesCheck.Run(options, _clock);
        _clock.Wall = BuiltAt.AddDays(61);
        var old = PlacesCheck.Run(options, _clock);
        Replace(PlaceFile.Damaged());
        var damaged = PlacesCheck.Run(options, _clock);


        PlacesCheck.Run(new GeoIpOptions(), _clock).ShouldBeOfType<Finding.Fine>();
        young.ShouldBeOfType<Finding.Fine>().Message.ShouldContain("Test-City of 2026-11-20");
        old.ShouldBeOfType<Finding.Warning>().Message.ShouldContain("61 days old");
        damaged.ShouldBeOfType<Finding.Error>().Message.ShouldContain("is damaged");
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    private static Dictionary<string, object> Munich() => PlaceFile.City("DE", ("Germany", "Deutschland"), ("Munich", "München"));

    private PlaceReader Open() => new(new GeoIpOptions { Database = _path }, _clock, _log);

    private Place? AfterAMinute(PlaceReader places)
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        return places.Of("203.0.113.7");
    }

    private void Write(params IReadOnlyList<(string Network, object Record)> rows) => Replace(PlaceFile.Of(BuiltAt, rows));

    /// <summary>As updaters do it: another file under the same name.</summary>
    private void Replace(byte[] content)
    {
        File.WriteAllBytes(_path + ".new", content);
        File.Move(_path + ".new", _path, overwrite: true);
    }

    /// <summary>What was logged.</summary>
    private sealed class Lines : ILogger<PlaceReader>
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Texts)
            {
                Texts.Add(formatter(state, exception));
            }
        }
    }
}
