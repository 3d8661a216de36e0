using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Accounts.StepUp;

/// <summary>
/// A dangerous page: before it shows or does anything it sends a person whose last proof is too old to the page that asks for one
/// (ASVS 7.5.1, 7.5.3). From there they come back to the form; what was posted without a proof is done by nobody.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsFreshProofAttribute : Attribute, IAsyncPageFilter, IOrderedFilter
{
    /// <summary>After <see cref="Overview.SignedInAttribute"/>, which finds the session.</summary>
    public int Order => 1;

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var http = context.HttpContext;
        var clock = http.RequestServices.GetRequiredService<TimeProvider>();
        var session = BrowserSession.Of(http);
        var factors = http.RequestServices.GetRequiredService<SecondFactors>();
        var demand = session.HasFactor && factors.AreOffered ? ProofDemand.SecondFactor : ProofDemand.Password;
        if (demand.IsMetBy(session, clock.GetUtcNow()))
        {
            await next();
            return;
        }

        var back = new QueryBuilder { { ConfirmModel.ReturnParameter, http.Request.Path } };
        context.Result = new SeeOther("/account/confirm" + back.ToQueryString());
    }
}
