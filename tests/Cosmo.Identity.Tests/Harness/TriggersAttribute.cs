using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>Names the types of events that a test triggers and looks at; <c>TriggerTests</c> finds those that no test does.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TriggersAttribute(params SecurityEventType[] types) : Attribute
{
    /// <summary>The types.</summary>
    public IReadOnlyList<SecurityEventType> Types { get; } = types;
}
