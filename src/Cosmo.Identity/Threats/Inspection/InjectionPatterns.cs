using System.Text.RegularExpressions;

namespace Cosmo.Identity.Threats.Inspection;

/// <summary>What scanners write into parameters and headers to see whether it runs. Each pattern needs more than a character that names and URLs have too.</summary>
internal static partial class InjectionPatterns
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const int Timeout = 100;

    /// <summary>The pattern's name; null when the text, decoded, has none.</summary>
    public static string? Find(ReadOnlySpan<char> text) =>
        Has(Lookup(), text) ? "lookup"
        : Has(Script(), text) ? "script"
        : Has(Sql(), text) ? "sql"
        : Has(Template(), text) ? "template"
        : Has(HeaderSplit(), text) ? "crlf"
        : Has(Command(), text) ? "command"
        : null;

    /// <summary>What may stand in a Referer, which others fill, is little: only what was never anybody's address.</summary>
    public static string? FindLookup(ReadOnlySpan<char> text) => Has(Lookup(), text) ? "lookup" : null;

    // The time is the wall clock's, so on a busy machine it also runs out where the pattern is not to blame: an inspection that was not
    // finished has found nothing, and the request goes on.
    internal static bool Has(Regex pattern, ReadOnlySpan<char> text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>Lookups of logging libraries (CVE-2021-44228), nested ones too.</summary>
    [GeneratedRegex(@"\$\{\s{0,4}(jndi|env|sys|java|lower|upper|ctx|base64|script|dns|url|main|k8s|docker)\s{0,4}:|\$\{[^{}]{0,40}:-|\$\{[^{}]{0,40}\$\{", Options, Timeout)]
    private static partial Regex Lookup();

    [GeneratedRegex(
        @"<\s{0,4}(script|img|svg|iframe|object|embed|body|math|video|audio|details|marquee|base|style|link|meta|input)[\s/>]"
        + @"|(javascript|vbscript)\s{0,4}:|[\s""'/]on(error|load|click|focus|mouseover|toggle|pointerover|animationstart)\s{0,4}=\s{0,4}[\w""'(`]{1,20}[(.`]"
        + @"|document\s{0,2}\.\s{0,2}(cookie|domain|write)", Options, Timeout)]
    private static partial Regex Script();

    [GeneratedRegex(
        @"\bunion\b[\s/*+()]{1,20}(all[\s/*+()]{1,20})?select\b"
        + @"|['""]\s{0,4}\)?\s{0,4}(or|and|\|\||&&)\s{1,4}['""(]?\w{0,20}['"")]?\s{0,4}(=|<|>|like\b)"
        + @"|\b(or|and)\s{1,4}(?<n>\d{1,6})\s{0,4}=\s{0,4}\k<n>\b"
        + @"|\b(sleep|pg_sleep|benchmark|extractvalue|updatexml|load_file|xp_cmdshell|randomblob)\s{0,4}\(|\bwaitfor\s{1,4}delay\b|\binformation_schema\b|\bxp_cmdshell\b"
        + @"|;\s{0,4}(drop|alter|truncate)\s{1,4}(table|database|schema)\b|;\s{0,4}(delete\s{1,4}from|insert\s{1,4}into)\b|'\s{0,4}(--|/\*)", Options, Timeout)]
    private static partial Regex Sql();

    [GeneratedRegex(
        @"\{\{[^{}]{0,80}[*+(\[|][^{}]{0,80}\}\}|\{\{\s{0,4}(config|self|constructor)\b|[$#*]\{\s{0,4}\d{1,6}\s{0,4}[*+]\s{0,4}\d{1,6}\s{0,4}\}"
        + @"|[$#*]\{[^{}]{0,80}(\(|java\.|runtime)|<%=|\{%\s{0,4}(for|if|import|include|set)\b", Options, Timeout)]
    private static partial Regex Template();

    /// <summary>A line end with what would be a header, or the start of an answer, behind it.</summary>
    [GeneratedRegex(@"[\r\n]\s{0,4}([a-z][a-z-]{1,40}\s{0,2}:|HTTP/1\.|<)", Options, Timeout)]
    private static partial Regex HeaderSplit();

    [GeneratedRegex(
        @"[;|&`]\s{0,4}(cat|whoami|wget|curl|ping|nc|bash|sh|powershell|uname|nslookup|id)(\s{1,4}[-/\w]|\s{0,4}$|[;|&`])|\$\(\s{0,4}\w{1,20}[\s)]|\(\)\s{0,4}\{[^}]{0,10};|/bin/(ba)?sh\b|\bcmd\.exe\b",
        Options, Timeout)]
    private static partial Regex Command();
}
