namespace Cosmo.Identity.Keys;

/// <summary>The keys cannot be used as they lie on disk. The message is one line for the operator: which file, why, and what to do.</summary>
internal sealed class KeyFileException(string message, Exception? innerException = null) : Exception(message, innerException);
