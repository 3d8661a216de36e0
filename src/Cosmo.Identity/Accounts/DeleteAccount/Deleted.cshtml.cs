using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.DeleteAccount;

/// <summary>The page that says an account is gone.</summary>
internal sealed class DeletedModel : PageModel;
