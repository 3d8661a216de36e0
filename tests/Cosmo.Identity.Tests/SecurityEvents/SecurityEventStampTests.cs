using System.Reflection;
using Cosmo.Identity.SecurityEvents;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>The keyed hash of a row covers the whole row.</summary>
public sealed class SecurityEventStampTests
{
    [Fact]
    public void No_column_can_change_without_the_hash()
    {
        foreach (var property in typeof(SecurityEvent).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.Name != nameof(SecurityEvent.Mac)))
        {
            var fact = new SecurityEvent { Id = Guid.Empty, Type = SecurityEventType.SignedIn };
            var before = SecurityEventStamp.MacOf(Trail.Key, fact);
            foreach (var value in ValuesOf(property.PropertyType))
            {
                property.SetValue(fact, value);
                var after = SecurityEventStamp.MacOf(Trail.Key, fact);
                after.ShouldNotBe(before, $"{property.Name} = {value}");
                before = after;
            }
        }
    }

    [Fact]
    public void Text_cannot_move_from_one_column_to_the_next()
    {
        SecurityEventStamp.MacOf(Trail.Key, new SecurityEvent { Id = Guid.Empty, Device = "ab", Actor = "c" })
            .ShouldNotBe(SecurityEventStamp.MacOf(Trail.Key, new SecurityEvent { Id = Guid.Empty, Device = "a", Actor = "bc" }));
        SecurityEventStamp.MacOf(Trail.Key, new SecurityEvent { Id = Guid.Empty, Device = "" })
            .ShouldNotBe(SecurityEventStamp.MacOf(Trail.Key, new SecurityEvent { Id = Guid.Empty }));
    }

    [Fact]
    public void Keys_are_in_the_order_of_time_to_the_microsecond()
    {
        var instant = new DateTimeOffset(2026, 11, 26, 14, 0, 0, TimeSpan.Zero);
        string? before = null;
        for (var i = 0; i < 3000; i++, instant = instant.AddMicroseconds(1))
        {
            var key = EventTime.KeyAt(instant);
            string.CompareOrdinal(EventTime.FirstKeyAt(instant).ToString("N"), key.ToString("N")).ShouldBeLessThan(0);
            string.CompareOrdinal(before, key.ToString("N")).ShouldBeLessThan(0);
            EventTime.Of(key).ToUnixTimeMilliseconds().ShouldBe(instant.ToUnixTimeMilliseconds());
            key.Version.ShouldBe(7);
            before = key.ToString("N");
        }
    }

    private static object[] ValuesOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(string) ? ["", "x", "X"]
            : plain == typeof(Guid) ? [Guid.CreateVersion7(), Guid.CreateVersion7()]
            : plain == typeof(DateTimeOffset) ? [DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddMicroseconds(1)]
            : plain == typeof(int) ? [2, 3]
            : plain == typeof(long) ? [2L, -1L]
            : plain.IsEnum ? [.. Enum.GetValues(plain).Cast<object>().Skip(1).Take(2)]
            : throw new NotSupportedException($"A column of type {type} needs values here.");
    }
}
