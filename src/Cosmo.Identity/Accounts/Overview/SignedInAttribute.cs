using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Cosmo.Identity.Accounts.Overview;

/// <summary>
/// A page of a person's own: who has no live session goes to the login page and comes back. The session is asked for in the database
/// each time (ASVS 7.2.1), and is then a feature of the request.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SignedInAttribute : Attribute, IAsyncPageFilter, IOrderedFilter
{
    public int Order => 0;

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        if (await SessionCookie.FindAsync(context.HttpContext) is not null)
        {
            await next();
            return;
        }

        // A form that came too late is not sent again by itself: the person comes back to the page.
        var query = HttpMethods.IsPost(request.Method) ? QueryString.Empty : request.QueryString;
        context.Result = new SeeOther("/login" + new QueryBuilder { { "returnUrl", request.Path + query } }.ToQueryString());
    }
}
