using Cosmo.Identity.Data;
using Cosmo.Identity.Jobs.Pruning;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions.Care;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cosmo.Identity.Sessions;

/// <summary>Registers sessions and the cookie that names them.</summary>
internal static class SessionsModule
{
    public static IServiceCollection AddSessions(this IServiceCollection services, SessionsOptions options, bool isSecure)
    {
        services.AddSingleton(options);
        services.AddSingleton<SessionSignIn>();
        services.AddSingleton<UserSessions>();
        services.AddSingleton(provider => new AddressSessions(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<SecurityEventRecorder>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SessionCookie>();
        services.AddSingleton(provider => new SessionReader(provider.GetRequiredService<Database>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SessionCare(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<SecurityEventRecorder>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Requests.IFrontDoorPass, SessionPass>();
        services.AddPruneRule(new PruneRule("user_sessions", "expires_at", PruneRule.AfterExpiry)
        {
            // Token families outlive the cookie, and die with the session.
            Condition = "NOT EXISTS (SELECT 1 FROM authorizations WHERE authorizations.session_id = old.id)",
            Order = 3,
        });
        services.AddAuthentication().AddCookie(SessionCookie.Scheme, cookie =>
        {
            cookie.EventsType = typeof(SessionCookie);
            cookie.Cookie.Name = isSecure ? "__Host-cosmo-session" : "cosmo-session";
            cookie.Cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.Path = "/";
            // A client's link brings the person here signed in; a client's form does not.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.SlidingExpiration = false;
        });
        // The scheme is asked for by name: nothing authenticates requests that need no session.
        services.Configure<AuthenticationOptions>(authentication => authentication.DefaultScheme = null);
        return services;
    }
}
