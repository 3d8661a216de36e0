using System.Reflection;
using Microsoft.AspNetCore.DataProtection;

namespace Cosmo.Identity.Server.Configuration;

/// <summary>Refuses an ASP.NET Core runtime whose Data Protection accepts forged payloads (CVE-2026-40372: 10.0.0 to 10.0.6).</summary>
internal static class RuntimeVersion
{
    private static readonly Version First = new(10, 0, 7);

    public static string Current { get; } = typeof(DataProtectionProvider).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>What is wrong with the runtime, or null.</summary>
    public static string? Fault() => Version.TryParse(Current.Split('-')[0], out var version) && version >= First
        ? null
        : $"The ASP.NET Core runtime is {Current}; its Data Protection accepts forged cookies (CVE-2026-40372). Install 10.0.7 or newer.";
}
