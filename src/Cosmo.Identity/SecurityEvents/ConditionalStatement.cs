using System.Collections.Concurrent;
using System.Globalization;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Lets a write that others make as well happen only where something holds in the same transaction, as events and mails do.</summary>
internal static class ConditionalStatement
{
    private static readonly ConcurrentDictionary<(string Statement, string Condition), string> Texts = new();

    /// <summary>The statement must end in its WHERE clause, without an OR outside of brackets.</summary>
    public static SqlStatement OnlyIf(this SqlStatement statement, EventCondition condition)
    {
        var first = statement.Values.Length + 1;
        var text = Texts.GetOrAdd((statement.Text, condition.Text), static (texts, number) => $"{texts.Statement} AND {Numbered(texts.Condition, number)}", first);
        return new SqlStatement(text, [.. statement.Values, .. condition.Values]);
    }

    private static string Numbered(string condition, int first)
    {
        for (var i = 0; condition.Contains($"{{{i}}}", StringComparison.Ordinal); i++)
        {
            condition = condition.Replace($"{{{i}}}", string.Create(CultureInfo.InvariantCulture, $"${first + i}"), StringComparison.Ordinal);
        }

        return condition;
    }
}
