using System.ComponentModel.DataAnnotations;

namespace Cosmo.Identity.Keys;

/// <summary>Where the signing and encryption keys live.</summary>
internal sealed class KeysOptions
{
    public const string Section = "Keys";

    /// <summary>Directory of the key files; relative paths start at the current directory. Default <c>certs</c>.</summary>
    [Required(ErrorMessage = "must name a directory")]
    public string Directory { get; set; } = "certs";
}
