using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Cosmo.Identity.Data;

/// <summary>Stores an instant as UTC, so that both databases compare and order it.</summary>
internal sealed class UtcDateTimeConverter() : ValueConverter<DateTimeOffset, DateTime>(
    value => value.UtcDateTime,
    value => new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc)));
