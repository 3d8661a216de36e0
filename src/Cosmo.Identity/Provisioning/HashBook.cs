using Cosmo.Identity.Clients.Secrets;
using Cosmo.Identity.Passwords;

namespace Cosmo.Identity.Provisioning;

/// <summary>
/// Slow hashes computed once: while the difference is found, so that the write transaction, which finds it again, does not
/// hold up everybody else's writes with them.
/// </summary>
internal sealed class HashBook(PasswordHashing passwords, ClientSecretHasher secrets, bool pretend)
{
    private readonly Dictionary<string, string> passwordHashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> secretHashes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Hash, string Secret), bool> verified = [];

    public async Task<string> HashPasswordAsync(string password, CancellationToken cancellationToken)
    {
        if (pretend)
        {
            return "";
        }

        if (!passwordHashes.TryGetValue(password, out var hash))
        {
            passwordHashes[password] = hash = await passwords.HashAsync(password, cancellationToken);
        }

        return hash;
    }

    public async Task<string> HashSecretAsync(string secret, CancellationToken cancellationToken)
    {
        if (pretend)
        {
            return "";
        }

        if (!secretHashes.TryGetValue(secret, out var hash))
        {
            secretHashes[secret] = hash = await secrets.HashAsync(secret, cancellationToken);
        }

        return hash;
    }

    public async Task<bool> VerifySecretAsync(string? hash, string secret, CancellationToken cancellationToken)
    {
        if (hash is null)
        {
            return false;
        }

        if (!verified.TryGetValue((hash, secret), out var matches))
        {
            verified[(hash, secret)] = matches = await secrets.VerifyAsync(hash, secret, cancellationToken);
        }

        return matches;
    }
}
