using System.Globalization;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.Lockout;

/// <summary>What failures are counted for.</summary>
internal enum CounterKind
{
    /// <summary>A client address, whoever is tried from it.</summary>
    Address,

    /// <summary>An account, from wherever it is tried.</summary>
    Account,

    /// <summary>A name that no account has.</summary>
    UnknownName,

    /// <summary>A device on which the account has signed in before.</summary>
    Device,

    /// <summary>The codes of an account's second factor.</summary>
    Factor,
}

/// <summary>One counter that an attempt counts in.</summary>
/// <param name="Kind">What it counts for.</param>
/// <param name="Key">Its key in the table.</param>
internal sealed record Counter(CounterKind Kind, string Key)
{
    /// <summary>How the keys of all accounts' counters begin.</summary>
    public const string Accounts = "user:";

    /// <param name="limitKey">See <see cref="Requests.RequestOrigin.LimitKey"/>.</param>
    public static Counter OfAddress(string limitKey) => new(CounterKind.Address, "ip:" + limitKey);

    /// <summary>One for all spellings, user name and e-mail address alike.</summary>
    public static Counter OfAccount(Guid user) => new(CounterKind.Account, $"{Accounts}{user:D}");

    /// <summary>
    /// Names that no account has lock as accounts do, so that a lock tells nothing. They share 65,536 counters: whoever tries
    /// millions of names fills no disk, and a wrongly refused name would have been refused anyway.
    /// </summary>
    public static Counter OfUnknownName(EventKey key, string name) =>
        new(CounterKind.UnknownName, string.Create(CultureInfo.InvariantCulture, $"name:{(ushort)key.Hide(name):x4}"));

    public static Counter OfDevice(Guid user, string deviceHash) => new(CounterKind.Device, $"{DevicesOf(user)}{deviceHash}");

    /// <summary>Wrong codes after a right password, wherever they are given.</summary>
    public static Counter OfFactor(Guid user) => new(CounterKind.Factor, $"factor:{user:D}");

    /// <summary>How the keys of all device counters of an account begin.</summary>
    public static string DevicesOf(Guid user) => $"device:{user:D}:";
}
