using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Inspection;

/// <summary>One thing that a request tried, and where it stood. The value itself is not kept: anybody chooses it, and it may be a secret.</summary>
/// <param name="Type">The event that tells of it.</param>
/// <param name="Pattern">Which pattern; the path where a scanner asked for one.</param>
/// <param name="Where"><c>path</c>, <c>query:NAME</c> or <c>header:NAME</c>.</param>
internal sealed record Finding(SecurityEventType Type, string Pattern, string Where);
