using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Detection;

/// <summary>What a rule says.</summary>
/// <param name="Rule">Its name, such as <c>password_spray</c>.</param>
/// <param name="Event">The event that tells of it; null where the block says all.</param>
/// <param name="Blocks">Whether the address is to be blocked.</param>
/// <param name="Reason">With its figures, for a person.</param>
internal sealed record Verdict(string Rule, SecurityEventType? Event, bool Blocks, string Reason);

/// <summary>A rule on the recent past of one address: a pure function of its figures.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Judge">Null where it sees no attack.</param>
internal sealed record AddressRule(string Name, Func<AddressPicture, DetectionOptions, Verdict?> Judge)
{
    /// <summary>All of them, the most telling first: of one fact only one of them speaks.</summary>
    public static IReadOnlyList<AddressRule> All { get; } =
    [
        new("password_spray", PasswordSpray),
        new("credential_stuffing", CredentialStuffing),
        new("password_guessing", PasswordGuessing),
        new("token_scan", TokenScan),
        new("stolen_tokens", StolenTokens),
        new("scan", Scan),
    ];

    /// <summary>One password on many names. People behind one address mistype passwords of their own, not the same one.</summary>
    public static Verdict? PasswordSpray(AddressPicture seen, DetectionOptions options) =>
        Exceeds(seen, seen.NamesWithOnePassword, options.SprayNames)
            ? new("password_spray", SecurityEventType.PasswordSprayDetected, true, $"one password on {seen.NamesWithOnePassword} names{Beside(seen)}")
            : null;

    /// <summary>Many names that fail. People behind one address get in after a try or two, and then count for it.</summary>
    public static Verdict? CredentialStuffing(AddressPicture seen, DetectionOptions options) =>
        Exceeds(seen, seen.UnresolvedNames, options.StuffingNames)
            ? new("credential_stuffing", SecurityEventType.CredentialStuffingDetected, true, $"{seen.UnresolvedNames} names failed and did not sign in{Beside(seen)}")
            : null;

    /// <summary>Many passwords, however few names. A program with an old password sends one and the same.</summary>
    public static Verdict? PasswordGuessing(AddressPicture seen, DetectionOptions options) =>
        Exceeds(seen, seen.Pairs, options.GuessedPairs)
            ? new("password_guessing", null, true, $"{seen.Pairs} pairs of name and password failed{Beside(seen)}")
            : null;

    /// <summary>Many tokens that are not good.</summary>
    public static Verdict? TokenScan(AddressPicture seen, DetectionOptions options) =>
        Exceeds(seen, seen.BadTokens, options.ScannedTokens)
            ? new("token_scan", SecurityEventType.TokenScanDetected, true, $"{seen.BadTokens} bad tokens{Beside(seen)}")
            : null;

    /// <summary>Tokens of several people used a second time. Those of one may be a fault of their program.</summary>
    public static Verdict? StolenTokens(AddressPicture seen, DetectionOptions options) =>
        seen.StolenTokens >= options.StolenTokens && !seen.IsCrowd
            ? new("stolen_tokens", null, true, $"reused tokens of {seen.StolenTokens} people")
            : null;

    /// <summary>A search for holes. One hit is a stray link.</summary>
    public static Verdict? Scan(AddressPicture seen, DetectionOptions options) =>
        Exceeds(seen, seen.Probes, options.Probes) ? new("scan", null, true, $"{seen.Probes} probes for holes{Beside(seen)}") : null;

    private static bool Exceeds(in AddressPicture seen, int value, int threshold) => !seen.IsCrowd && value >= threshold + seen.GoodUsers;

    private static string Beside(in AddressPicture seen) => seen.GoodUsers == 0 ? "" : $", beside {seen.GoodUsers} good users";
}

/// <summary>The rule on one account: wrong passwords from many addresses. Nobody is blocked for it, since each address did little.</summary>
internal static class AccountUnderAttackRule
{
    public static Verdict? Judge(int addresses, DetectionOptions options) =>
        addresses >= options.AttackingAddresses
            ? new("account_under_attack", SecurityEventType.AccountUnderAttack, false, $"failures from {addresses} addresses")
            : null;
}
