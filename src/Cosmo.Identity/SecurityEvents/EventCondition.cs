using System.Globalization;
using Cosmo.Identity.Data;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>An SQL condition such as <c>EXISTS (SELECT 1 FROM tokens WHERE id = {0})</c>, with the values of its places. The text is a constant.</summary>
internal sealed record EventCondition(string Text, params SqlValue[] Values)
{
    /// <summary>The text with parameters in its places, numbered from <paramref name="first"/> on: <c>$10</c> for <c>{0}</c>.</summary>
    public string NumberedFrom(int first)
    {
        var text = Text;
        for (var i = 0; text.Contains($"{{{i}}}", StringComparison.Ordinal); i++)
        {
            text = text.Replace($"{{{i}}}", string.Create(CultureInfo.InvariantCulture, $"${first + i}"), StringComparison.Ordinal);
        }

        return text;
    }
}
