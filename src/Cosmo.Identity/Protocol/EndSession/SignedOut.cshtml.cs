using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Protocol.EndSession;

/// <summary>The page that says a session has ended and nothing else goes on from here.</summary>
internal sealed class SignedOutModel : PageModel;
