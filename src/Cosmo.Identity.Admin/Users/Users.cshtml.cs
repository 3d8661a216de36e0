using Cosmo.Identity.Accounts.Care;
using Cosmo.Identity.Admin.Layout;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Admin.Users;

/// <summary>The list of accounts, by name; its filter is in its address.</summary>
internal sealed class UsersModel(AccountSearch accounts) : PageModel
{
    /// <summary>The <see cref="AccountPage.Next"/> of the page before.</summary>
    [BindProperty(Name = PageAddress.Cursor, SupportsGet = true)]
    public string? After { get; set; }

    public UserQuery Query { get; private set; } = null!;

    public AccountPage Accounts { get; private set; } = new([], null);

    /// <summary>What there is to choose from.</summary>
    public IReadOnlyList<string> Roles { get; private set; } = [];

    /// <summary>What the form shows of a parameter.</summary>
    public string? Said(string name) => Request.Query[name] is [{ } text] ? text : null;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Query = UserQuery.Read(Request.Query);
        Roles = await accounts.ReadRolesAsync(cancellationToken);
        if (Query.Filter is { } filter)
        {
            Accounts = await accounts.ReadAsync(filter, After, AccountSearch.LargestPage, cancellationToken);
        }
    }
}
