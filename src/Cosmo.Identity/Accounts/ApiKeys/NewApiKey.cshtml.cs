using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>The page on which a person makes a key, and sees it once.</summary>
[ApiKeysEnabled]
[SignedIn]
[NeedsFreshProof]
internal sealed class NewApiKeyModel(IssuedApiKeys keys, ApiKeysOptions options, TimeProvider clock) : PageModel
{
    private static readonly int[] UsualDays = [7, 30, 90, 365];

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty(Name = "Scopes")]
    public List<string> Chosen { get; set; } = [];

    /// <summary>One in each line.</summary>
    [BindProperty]
    public string? Networks { get; set; }

    /// <summary>How long; nothing for as long as possible.</summary>
    [BindProperty]
    public int? Days { get; set; } = 90;

    /// <summary>What the person may let the key have.</summary>
    public IReadOnlyList<ScopeText> Available { get; private set; } = [];

    /// <summary>The lifetimes to choose from, in days.</summary>
    public IReadOnlyList<int> Lifetimes => [.. UsualDays.Where(days => TimeSpan.FromDays(days) <= options.LongestLifetime)];

    /// <summary>What is wrong, in words.</summary>
    public string? Error { get; private set; }

    /// <summary>Where it is wrong.</summary>
    public ApiKeyFault? Fault { get; private set; }

    /// <summary>The key, in the answer that makes it and never again.</summary>
    public ApiKeyResult.Created? Made { get; private set; }

    private BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task OnGetAsync(CancellationToken cancellationToken) => Available = await keys.ReadScopesAsync(Session.UserId, cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Available = await keys.ReadScopesAsync(Session.UserId, cancellationToken);
        var lifetime = Days is > 0 and <= 3650 ? TimeSpan.FromDays(Days.Value) : options.LongestLifetime;
        var wish = new ApiKeyWish(Name, Chosen, (Networks ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries), clock.GetUtcNow() + lifetime);
        switch (await keys.CreateAsync(Session.UserId, Session.Id, wish, [.. Available.Select(scope => scope.Name)], HttpContext, cancellationToken))
        {
            case ApiKeyResult.Created created:
                Made = created;
                return Page();
            case ApiKeyResult.Unfit unfit:
                (Fault, Error) = (unfit.Fault, Explain(unfit.Fault));
                return new PageResult { StatusCode = StatusCodes.Status400BadRequest };
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static string Explain(ApiKeyFault fault) => fault switch
    {
        ApiKeyFault.Name => ApiKeyTexts.FaultName,
        ApiKeyFault.NoScope => ApiKeyTexts.FaultNoScope,
        ApiKeyFault.Scope => ApiKeyTexts.FaultScope,
        ApiKeyFault.Network => ApiKeyTexts.FaultNetwork,
        ApiKeyFault.TooManyNetworks => ApiKeyTexts.FaultTooManyNetworks,
        ApiKeyFault.Expiry => ApiKeyTexts.FaultExpiry,
        _ => ApiKeyTexts.FaultTooMany,
    };
}
