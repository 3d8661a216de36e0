namespace Cosmo.Identity.Keys.Care;

/// <summary>How an order about signing keys ended.</summary>
public abstract record KeyOrderResult
{
    private KeyOrderResult()
    {
    }

    /// <summary>It was done.</summary>
    /// <param name="Keys">The keys that were made or retired, as they are now.</param>
    public sealed record Done(IReadOnlyList<KeyView> Keys) : KeyOrderResult;

    /// <summary>It was refused, and nothing was changed.</summary>
    /// <param name="Fault">Why.</param>
    /// <param name="Text">The same in a sentence, with what to do.</param>
    public sealed record Refused(KeyFault Fault, string Text) : KeyOrderResult;
}

/// <summary>Why an order about signing keys is refused.</summary>
public enum KeyFault
{
    /// <summary>There is no such key.</summary>
    Unknown,

    /// <summary>A key is announced already.</summary>
    Waits,

    /// <summary>It is the one that signs.</summary>
    Signs,

    /// <summary>A file without a date comes after every new one by name, so that none would ever sign.</summary>
    Hidden,

    /// <summary>A key was made in this very second.</summary>
    JustMade,

    /// <summary>The folder cannot be used.</summary>
    Folder,
}
