using Cosmo.Identity.Clients;
using Cosmo.Identity.Clients.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;

namespace Cosmo.Identity.Protocol.ClientAuthentication;

/// <summary>OpenIddict's client manager, with secrets checked by what they are worth (design D7).</summary>
internal sealed class ClientSecretCheck(
    IOpenIddictApplicationCache<Client> cache,
    ILogger<OpenIddictApplicationManager<Client>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<Client> store,
    ClientSecretHasher hasher)
    : OpenIddictApplicationManager<Client>(cache, logger, options, store)
{
    protected override ValueTask<bool> ValidateClientSecretAsync(string secret, string comparand, CancellationToken cancellationToken = default) =>
        hasher.VerifyAsync(comparand, secret, cancellationToken);
}
