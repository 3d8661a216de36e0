using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace Cosmo.Identity.Admin.Door;

/// <summary>Which page of a list a request of the API asks for: <c>limit</c>, and where it goes on.</summary>
/// <param name="Limit">How many at most.</param>
/// <param name="Cursor">The <c>next</c> of the page before; null at the beginning.</param>
internal sealed record ListPage(int Limit, Guid? Cursor)
{
    /// <summary>Reads it; where it means nothing, the answer that says so.</summary>
    /// <param name="query">Of the request.</param>
    /// <param name="cursor">The parameter that says where to go on.</param>
    /// <param name="usual">How many where nothing is said.</param>
    /// <param name="largest">The most that may be asked for.</param>
    public static (ListPage? Page, ProblemHttpResult? Refusal) Read(IQueryCollection query, string cursor, int usual, int largest)
    {
        var (limit, refusal) = ReadLimit(query, usual, largest);
        if (limit is null)
        {
            return (null, refusal);
        }

        if (query[cursor] is not { Count: > 0 } given)
        {
            return (new ListPage(limit.Value, null), null);
        }

        return Guid.TryParseExact(given.ToString(), "D", out var key)
            ? (new ListPage(limit.Value, key), null)
            : (null, Refused.Because($"{cursor}: It is the next of the page before."));
    }

    /// <summary>The same where keys are no identifiers.</summary>
    public static (int? Limit, ProblemHttpResult? Refusal) ReadLimit(IQueryCollection query, int usual, int largest) =>
        NumberOf(query["limit"], usual, 1, largest) is { } limit ? (limit, null) : (null, Refused.Because($"limit: It is a number from 1 to {largest}."));

    /// <summary>A number of a query, or the usual one; null where it is none or out of bounds.</summary>
    public static int? NumberOf(StringValues given, int usual, int least, int most) =>
        given.Count == 0 ? usual
        : int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : null;
}
