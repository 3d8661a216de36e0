namespace Cosmo.Identity.Admin.Door;

/// <summary>Marks an endpoint that lies behind the door.</summary>
internal sealed class AdminArea;

/// <summary>
/// A page on which something is done: it asks for a proof of the last five minutes before it shows its form, so that nobody loses what
/// they have filled in. What is posted without one is done by nobody, marked or not.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class DangerousAttribute : Attribute;
