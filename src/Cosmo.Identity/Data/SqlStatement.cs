using System.Data;
using System.Data.Common;

namespace Cosmo.Identity.Data;

/// <summary>One statement with its values for <c>$1</c>, <c>$2</c>, …: the form that both databases understand.</summary>
internal readonly record struct SqlStatement(string Text, params SqlValue[] Values);

/// <summary>A typed value, so that null has a type too (PostgreSQL infers none for it in a select list).</summary>
internal readonly record struct SqlValue(DbType Type, object? Value)
{
    public static implicit operator SqlValue(string? value) => new(DbType.String, value);

    public static implicit operator SqlValue(Guid value) => new(DbType.Guid, value);

    public static implicit operator SqlValue(Guid? value) => new(DbType.Guid, value);

    public static implicit operator SqlValue(DateTimeOffset value) => new(DbType.DateTime, value.UtcDateTime);

    public static implicit operator SqlValue(DateTimeOffset? value) => new(DbType.DateTime, value?.UtcDateTime);

    public static implicit operator SqlValue(bool value) => new(DbType.Boolean, value);

    public static implicit operator SqlValue(int value) => new(DbType.Int32, value);

    public static implicit operator SqlValue(long value) => new(DbType.Int64, value);

    public static implicit operator SqlValue(long? value) => new(DbType.Int64, value);
}

/// <summary>Reads typed columns of a row, null included.</summary>
internal static class DbDataReaderExtensions
{
    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static Guid? Id(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    public static DateTimeOffset? Instant(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : new DateTimeOffset(DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc));
}
