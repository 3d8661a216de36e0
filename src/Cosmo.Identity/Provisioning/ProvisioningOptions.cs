using System.ComponentModel.DataAnnotations;

namespace Cosmo.Identity.Provisioning;

/// <summary>What is declared when the server starts.</summary>
internal sealed class ProvisioningOptions : IValidatableObject
{
    public const string Section = "Provisioning";

    /// <summary>
    /// Provisioning file that is applied at every start; a relative path starts at the current directory. Default none. A file
    /// that cannot be applied refuses the start. Development applies <c>provisioning.Development.json</c> as well, under it.
    /// </summary>
    public string? File { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (File is { Length: > 0 } && !System.IO.File.Exists(File))
        {
            yield return new ValidationResult($"there is no such file (looked for {Path.GetFullPath(File)})", [nameof(File)]);
        }
    }
}
