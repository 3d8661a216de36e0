using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Admin.Door;

/// <summary>Orders of whoever was let in.</summary>
internal static class Ordering
{
    /// <summary>What the administrator of this request orders, and why.</summary>
    public static AdminAct Order(this HttpContext context, string? reason) => AdminAct.Of(Administrator.Of(context).UserId, context, reason);
}
