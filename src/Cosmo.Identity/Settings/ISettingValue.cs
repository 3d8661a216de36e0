using Microsoft.Extensions.Configuration;

namespace Cosmo.Identity.Settings;

/// <summary>A value of a setting that reads itself, because it may be written in more than one way.</summary>
internal interface ISettingValue
{
    /// <summary>Takes what <paramref name="section"/> says and keeps the default for what it does not say; each fault is told by key, value and reason.</summary>
    void Read(IConfigurationSection section, Action<string, string?, string> fail);
}
