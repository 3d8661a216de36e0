using Cosmo.Identity.Settings;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Operations;

/// <summary>The settings that this server runs with; secrets are masked.</summary>
internal sealed class SettingsModel(SettingsInForce settings) : PageModel
{
    public IEnumerable<IGrouping<string, SettingView>> Sections => settings.Read().GroupBy(setting => setting.Key.Split(':')[0]);
}
