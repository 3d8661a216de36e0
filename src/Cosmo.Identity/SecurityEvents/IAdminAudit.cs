using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.SecurityEvents;

/// <summary>What the admin area, which knows nothing of storage, tells the audit trail.</summary>
public interface IAdminAudit
{
    /// <summary>Records that the door stayed shut for this request; when the task completes, the answer may leave.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">How it is answered: 401 or 403.</param>
    Task RefusedAsync(HttpContext context, int status);
}
