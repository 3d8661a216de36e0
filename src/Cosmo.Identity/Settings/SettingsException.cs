namespace Cosmo.Identity.Settings;

/// <summary>The settings do not allow a start. It has all the reasons, one line each, secrets masked.</summary>
public sealed class SettingsException(IReadOnlyList<string> failures) : Exception(string.Join(Environment.NewLine, failures))
{
    /// <summary>Each names key and value.</summary>
    public IReadOnlyList<string> Failures { get; } = failures;
}
