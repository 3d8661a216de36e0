using Cosmo.Identity.Languages;
using Cosmo.Identity.Layout;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts;

/// <summary>In which language a person is written to: their account's, else that of the request which is the cause.</summary>
internal static class PersonLanguage
{
    public static Language Of(UserRecord? user, HttpContext http) => Language.Find(user?.Locale) ?? RequestLanguage.Of(http).Spoken;
}
