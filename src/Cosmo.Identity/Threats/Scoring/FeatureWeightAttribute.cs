using System.ComponentModel.DataAnnotations;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>A setting of the form <c>60 at 25</c>: at most 60 points, reached when the value is 25.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FeatureWeightAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is string text && FeatureWeight.TryParse(text, out _);

    public override string FormatErrorMessage(string name) => "must be points from 0 to 100 and the value that earns them all, from 1 to 1000000, such as 60 at 25";
}
