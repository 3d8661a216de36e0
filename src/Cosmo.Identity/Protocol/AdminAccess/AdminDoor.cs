using Cosmo.Identity.Accounts.Administrators;
using Cosmo.Identity.Accounts.ApiKeys;
using Cosmo.Identity.Accounts.SecondFactor;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Data;
using Cosmo.Identity.Protocol.AccountApi;
using Cosmo.Identity.Protocol.Pipeline;
using Cosmo.Identity.RateLimits;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;

namespace Cosmo.Identity.Protocol.AdminAccess;

/// <summary>
/// Lets people with a role of the admin area in, after a second factor where those are offered. Every request asks anew: a role that was
/// taken away is gone at once (ASVS 8.3.2).
/// </summary>
internal sealed class AdminDoor(Database database, SecondFactors factors, TimeProvider clock) : IAdminDoor
{
    private static readonly Admission SignInFirst = new Admission.SignInFirst();

    private static readonly Admission NoRole = new Admission.Denied("The admin area is for people with the role admin or auditor.");

    private static readonly Admission NoScope = new Admission.Denied("The scope cosmo.admin is needed.");

    public async Task<Admission> KnockWithSessionAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (await SessionCookie.FindAsync(context) is not { } session)
        {
            return SignInFirst;
        }

        var demand = session.HasFactor && factors.AreOffered ? ProofDemand.SecondFactor : ProofDemand.Password;
        return Judge(await ReadAsync(session.UserId, session.Id, cancellationToken), session.UserId, asksForFactor: true) switch
        {
            Admission.Admitted({ } who) => new Admission.Admitted(
                who with { SessionId = session.Id, IsInBrowser = true, IsFresh = demand.IsMetBy(session, clock.GetUtcNow()) }),
            var other => other,
        };
    }

    public async Task<Admission> KnockWithTokenAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var services = context.RequestServices;
        if (context.Request.Headers.Authorization.Count == 0)
        {
            return SignInFirst;
        }

        var (caller, _) = await RequireCaller.FindAsync(context);
        if (caller is null)
        {
            return await services.GetRequiredService<FailureLimits>().AllowUnknownTokenAsync(context, null) ? SignInFirst : new Admission.TooMany();
        }

        if (!await services.GetRequiredService<RequestLimits>().TakeAsync(
            context, services.GetRequiredService<RateLimitPolicies>().Api.For(caller.LimitKey) with { Subject = caller.UserId }))
        {
            return new Admission.TooMany();
        }

        var hasScope = caller.Key is { } key
            ? key.LiveScopes.Contains(ApiKeyScopes.Admin, StringComparer.Ordinal)
            : caller.Token?.HasScope(ProtocolScopes.Admin) == true;
        if (!hasScope)
        {
            return NoScope;
        }

        var record = await ReadAsync(caller.UserId, caller.SessionId, cancellationToken);
        return Judge(record, caller.UserId, asksForFactor: caller.Key is null) switch
        {
            Admission.Admitted({ } who) => new Admission.Admitted(who with { SessionId = caller.SessionId, KeyId = caller.Key?.Id, IsFresh = true }),
            var other => other,
        };
    }

    public async Task<bool> IsStillOpenAsync(HttpContext context, Administrator administrator, CancellationToken cancellationToken)
    {
        var record = await ReadAsync(administrator.UserId, administrator.SessionId, cancellationToken);
        var stands = Judge(record, administrator.UserId, asksForFactor: administrator.KeyId is null) is Admission.Admitted({ MayAct: var mayAct })
            && (mayAct || !administrator.MayAct)
            && (administrator.SessionId is null || record!.SessionLives);
        // A token or a key may have been revoked by itself.
        return stands && (administrator.IsInBrowser || (await RequireCaller.FindAsync(context)).Caller is { } caller && caller.UserId == administrator.UserId);
    }

    private Admission Judge(AdministratorRecord? record, Guid user, bool asksForFactor) => record switch
    {
        null or { MayLook: false } => NoRole,
        _ when asksForFactor && !record.SessionLives => SignInFirst,
        _ when asksForFactor && factors.AreOffered && !record.GaveSecondFactor => new Admission.FactorFirst(record.HasFactor),
        _ => new Admission.Admitted(new Administrator(user, record.UserName, record.MayAct)),
    };

    private ValueTask<AdministratorRecord?> ReadAsync(Guid user, Guid? session, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(AdministratorRecord.Of(user, session, clock.GetUtcNow()), AdministratorRecord.Read, cancellationToken);
}
