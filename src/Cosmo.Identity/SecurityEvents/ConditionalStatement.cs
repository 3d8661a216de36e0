using System.Collections.Concurrent;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>Lets a write that others make as well happen only where something holds in the same transaction, as events and mails do.</summary>
internal static class ConditionalStatement
{
    private static readonly ConcurrentDictionary<(string Statement, string Condition), string> Texts = new();

    /// <summary>The statement must end in its WHERE clause, without an OR outside of brackets.</summary>
    public static SqlStatement OnlyIf(this SqlStatement statement, EventCondition condition)
    {
        var text = Texts.GetOrAdd(
            (statement.Text, condition.Text),
            static (_, both) => $"{both.statement.Text} AND {both.condition.NumberedFrom(both.statement.Values.Length + 1)}",
            (statement, condition));
        return new SqlStatement(text, [.. statement.Values, .. condition.Values]);
    }
}
