using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Accounts.ApiKeys;

/// <summary>The page is not there where there are no API keys.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ApiKeysEnabledAttribute : Attribute, IAsyncPageFilter, IOrderedFilter
{
    /// <summary>Before anybody is asked to sign in.</summary>
    public int Order => -1;

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (context.HttpContext.RequestServices.GetRequiredService<ApiKeysOptions>().Enabled)
        {
            return next();
        }

        context.Result = new NotFoundResult();
        return Task.CompletedTask;
    }
}
