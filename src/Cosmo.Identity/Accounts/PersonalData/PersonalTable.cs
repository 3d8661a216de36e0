using System.Data.Common;
using System.Text.Json;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.Accounts.PersonalData;

/// <summary>
/// Rows that are about a person, as the file with their data tells them. A slice with such rows of its own registers one more. Secrets and
/// hashes are not selected.
/// </summary>
/// <param name="Name">The member of the file.</param>
/// <param name="Select">The query; <c>$1</c> is the person.</param>
/// <param name="Columns">What it selects, in order.</param>
internal sealed record PersonalTable(string Name, string Select, params IReadOnlyList<PersonalColumn> Columns)
{
    /// <summary>Whether the query knows the person as text, as tokens do.</summary>
    public bool BySubject { get; init; }

    public SqlStatement Of(Guid user) => BySubject ? new SqlStatement(Select, user.ToString()) : new SqlStatement(Select, user);

    /// <summary>The values of one row, to be written when the connection is free again.</summary>
    public object?[] Read(DbDataReader row)
    {
        var values = new object?[Columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = row.IsDBNull(i) ? null : Columns[i].Kind switch
            {
                PersonalKind.Id => row.GetGuid(i),
                PersonalKind.Time => row.Instant(i),
                _ => row.GetString(i),
            };
        }

        return values;
    }

    public void Write(Utf8JsonWriter json, object?[] values)
    {
        json.WriteStartObject();
        for (var i = 0; i < values.Length; i++)
        {
            switch (values[i])
            {
                case Guid id:
                    json.WriteString(Columns[i].Name, id);
                    break;
                case DateTimeOffset time:
                    json.WriteString(Columns[i].Name, time.UtcDateTime);
                    break;
                case string text when Columns[i].Kind == PersonalKind.Json && text.Length > 0:
                    json.WritePropertyName(Columns[i].Name);
                    json.WriteRawValue(text);
                    break;
                case string text:
                    json.WriteString(Columns[i].Name, text);
                    break;
            }
        }

        json.WriteEndObject();
    }
}

/// <summary>One column of a <see cref="PersonalTable"/>.</summary>
internal sealed record PersonalColumn(string Name, PersonalKind Kind = PersonalKind.Text);

/// <summary>What a column holds.</summary>
internal enum PersonalKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A key.</summary>
    Id,

    /// <summary>An instant.</summary>
    Time,

    /// <summary>JSON of our own.</summary>
    Json,
}
