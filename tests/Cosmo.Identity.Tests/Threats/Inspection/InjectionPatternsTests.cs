using System.Text.RegularExpressions;
using Cosmo.Identity.Threats.Inspection;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats.Inspection;

/// <summary>An inspection that takes too long, on whatever machine, fails no request (F-33).</summary>
public sealed class InjectionPatternsTests
{
    [Fact]
    public void What_was_not_finished_has_found_nothing()
    {
        var endless = new Regex("^(a|aa)+$", RegexOptions.ExplicitCapture, TimeSpan.FromMilliseconds(1));
        var text = new string('a', 40) + "!";

        Should.Throw<RegexMatchTimeoutException>(() => endless.IsMatch(text));
        InjectionPatterns.Has(endless, text).ShouldBeFalse();
    }
}
