using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats.Scoring;

namespace Cosmo.Identity.Threats.Addresses;

/// <summary>What the newest events tell of an address or network.</summary>
/// <param name="Name">Which.</param>
/// <param name="Events">How many events were looked at.</param>
/// <param name="IsCut">Whether there are older ones, which were not.</param>
/// <param name="FirstSeen">The oldest of them; null where there is none.</param>
/// <param name="LastSeen">The newest of them.</param>
/// <param name="Types">What happened, most often first.</param>
/// <param name="Accounts">Whose accounts it touched: those that it got into first, then those that it failed at most.</param>
/// <param name="UnknownNames">How many names it tried that no account has.</param>
/// <param name="Devices">What it said it is, most often first.</param>
/// <param name="Addresses">The addresses of a network that were seen, most often first; one where it is an address.</param>
/// <param name="Newest">The newest events.</param>
/// <param name="Score">As the last scoring run judged it; null while there is nothing against it.</param>
public sealed record KnownAddress(
    NetworkName Name,
    int Events,
    bool IsCut,
    DateTimeOffset? FirstSeen,
    DateTimeOffset? LastSeen,
    IReadOnlyList<SeenType> Types,
    IReadOnlyList<SeenAccount> Accounts,
    int UnknownNames,
    IReadOnlyList<SeenText> Devices,
    IReadOnlyList<SeenText> Addresses,
    IReadOnlyList<SecurityEvent> Newest,
    SuspiciousAddress? Score);

/// <summary>How often something happened.</summary>
public sealed record SeenType(SecurityEventType Type, SecurityEventSeverity Severity, long Count);

/// <summary>An account that an address touched.</summary>
/// <param name="Subject">Whose.</param>
/// <param name="Failures">How often it failed, or was refused.</param>
/// <param name="SignIns">How often it got in.</param>
/// <param name="LastAt">When last.</param>
public sealed record SeenAccount(Guid Subject, long Failures, long SignIns, DateTimeOffset LastAt);

/// <summary>How often a text was seen.</summary>
public sealed record SeenText(string Text, long Count);
