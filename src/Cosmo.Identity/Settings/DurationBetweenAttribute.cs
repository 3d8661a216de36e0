using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Cosmo.Identity.Settings;

/// <summary>A duration from the least to the most, both allowed, written d.hh:mm:ss.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationBetweenAttribute(string least, string most) : ValidationAttribute
{
    public string Least { get; } = least;

    public string Most { get; } = most;

    public override bool IsValid(object? value) =>
        value is TimeSpan duration && duration >= TimeSpan.Parse(Least, CultureInfo.InvariantCulture) && duration <= TimeSpan.Parse(Most, CultureInfo.InvariantCulture);

    public override string FormatErrorMessage(string name) => $"must be from {Least} to {Most}";
}
