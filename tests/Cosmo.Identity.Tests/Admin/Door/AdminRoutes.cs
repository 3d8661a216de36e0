namespace Cosmo.Identity.Tests.Admin.Door;

/// <summary>Whom a route of the admin area is for.</summary>
public enum RouteFor
{
    /// <summary>A page that everybody with a role reads.</summary>
    PageToRead,

    /// <summary>A page on which something is done: for administrators, with a fresh proof.</summary>
    PageToAct,

    /// <summary>Something of the pages that is no page: script, stream, file.</summary>
    PartOfPages,

    /// <summary>An operation of the API that reads.</summary>
    ApiToRead,

    /// <summary>An operation of the API that changes something.</summary>
    ApiToAct,
}

/// <summary>Every route of the admin area, declared (ADM-08): one that is missing here fails the build, and so does one that is gone.</summary>
public static class AdminRoutes
{
    /// <summary>Method and route, as routing knows them.</summary>
    public static IReadOnlyList<(string Method, string Route, RouteFor For)> All { get; } =
    [
        ("", "/admin", RouteFor.PageToRead),
        ("", "/admin/security-events", RouteFor.PageToRead),
        ("", "/admin/security-events/{id:guid}", RouteFor.PageToRead),
        ("GET", "/admin/security-events/stream", RouteFor.PartOfPages),
        ("GET", "/admin/security-events/export", RouteFor.PartOfPages),
        ("GET", "/admin/assets/{file}", RouteFor.PartOfPages),
        ("", "/admin/clients", RouteFor.PageToRead),
        ("", "/admin/clients/{clientId}", RouteFor.PageToRead),
        ("", "/admin/clients/{clientId}/try", RouteFor.PageToRead),
        ("", "/admin/clients/new", RouteFor.PageToAct),
        ("", "/admin/clients/{clientId}/edit", RouteFor.PageToAct),
        ("", "/admin/clients/{clientId}/secret", RouteFor.PageToAct),
        ("", "/admin/clients/{clientId}/delete", RouteFor.PageToAct),
        ("", "/admin/scopes", RouteFor.PageToRead),
        ("", "/admin/scopes/{act}", RouteFor.PageToAct),
        ("", "/admin/scopes/delete", RouteFor.PageToAct),
        ("", "/admin/trends", RouteFor.PageToRead),
        ("", "/admin/operations", RouteFor.PageToRead),
        ("", "/admin/operations/settings", RouteFor.PageToRead),
        ("", "/admin/operations/jobs/{name}", RouteFor.PageToAct),
        ("", "/admin/operations/mails/{id:guid}", RouteFor.PageToAct),
        ("", "/admin/operations/keys/rotate", RouteFor.PageToAct),
        ("", "/admin/operations/keys/{kid}/retire", RouteFor.PageToAct),
        ("", "/admin/threats", RouteFor.PageToRead),
        ("", "/admin/addresses/{address}", RouteFor.PageToRead),
        ("", "/admin/addresses/{address}/end-sessions", RouteFor.PageToAct),
        ("", "/admin/addresses/{address}/accounts/{act}", RouteFor.PageToAct),
        ("", "/admin/blocks", RouteFor.PageToRead),
        ("", "/admin/blocks/new", RouteFor.PageToAct),
        ("", "/admin/blocks/import", RouteFor.PageToAct),
        ("", "/admin/blocks/{id:guid}/lift", RouteFor.PageToAct),
        ("", "/admin/blocks/{id:guid}/extend", RouteFor.PageToAct),
        ("GET", "/admin/blocks/export", RouteFor.PartOfPages),
        ("", "/admin/exemptions", RouteFor.PageToRead),
        ("", "/admin/exemptions/new", RouteFor.PageToAct),
        ("", "/admin/exemptions/{id:guid}/end", RouteFor.PageToAct),
        ("", "/admin/sessions", RouteFor.PageToRead),
        ("", "/admin/sessions/end", RouteFor.PageToAct),
        ("", "/admin/sessions/end-all", RouteFor.PageToAct),
        ("", "/admin/users", RouteFor.PageToRead),
        ("", "/admin/users/{id:guid}", RouteFor.PageToRead),
        ("", "/admin/users/{id:guid}/roles", RouteFor.PageToAct),
        ("", "/admin/users/{id:guid}/{act}", RouteFor.PageToAct),
        ("", "/admin/{**path}", RouteFor.PartOfPages),
        ("GET", "/api/v1/admin/security-events", RouteFor.ApiToRead),
        ("GET", "/api/v1/admin/security-events/stream", RouteFor.ApiToRead),
        ("GET", "/api/v1/admin/security-events/{id:guid}", RouteFor.ApiToRead),
        ("GET", "/api/v1/admin/clients", RouteFor.ApiToRead),
        ("GET", "/api/v1/admin/clients/{clientId}", RouteFor.ApiToRead),
        ("PUT", "/api/v1/admin/clients/{clientId}", RouteFor.ApiToAct),
        ("DELETE", "/api/v1/admin/clients/{clientId}", RouteFor.ApiToAct),
        ("POST", "/api/v1/admin/clients/{clientId}/secret", RouteFor.ApiToAct),
        ("GET", "/api/v1/admin/scopes", RouteFor.ApiToRead),
        ("PUT", "/api/v1/admin/scopes", RouteFor.ApiToAct),
        ("DELETE", "/api/v1/admin/scopes", RouteFor.ApiToAct),
        ("GET", "/api/v1/admin/statistics", RouteFor.ApiToRead),
        ("GET", "/api/v1/admin/jobs", RouteFor.ApiToRead),
        ("POST", "/api/v1/admin/jobs/{name}/run", RouteFor.ApiToAct),
        ("GET", "/api/v1/admin/keys", RouteFor.ApiToRead),
        ("POST", "/api/v1/admin/keys/rotate", RouteFor.ApiToAct),
        ("POST", "/api/v1/admin/keys/{kid}/retire", RouteFor.ApiToAct),
        ("GET", "/api/v1/admin/mails", RouteFor.ApiToRead),
        ("POST", "/api/v1/admin/mails/{id:guid}/retry", RouteFor.ApiToAct),
        ("GET", "/api/v1/admin/suspicious-activity", RouteFor.ApiToRead),
        ("GET", "/api/v1/admin/ip-blocks", RouteFor.ApiToRead),
        ("POST", "/api/v1/admin/ip-blocks", RouteFor.ApiToAct),
        ("GET", "/api/v1/admin/ip-blocks/{id:guid}", RouteFor.ApiToRead),
        ("DELETE", "/api/v1/admin/ip-blocks/{id:guid}", RouteFor.ApiToAct),
        ("POST", "/api/v1/admin/ip-blocks/{id:guid}/extend", RouteFor.ApiToAct),
        ("GET", "/api/v1/admin/exemptions", RouteFor.ApiToRead),
        ("POST", "/api/v1/admin/exemptions", RouteFor.ApiToAct),
        ("GET", "/api/v1/admin/exemptions/{id:guid}", RouteFor.ApiToRead),
        ("DELETE", "/api/v1/admin/exemptions/{id:guid}", RouteFor.ApiToAct),
        ("GET", "/api/v1/admin/sessions", RouteFor.ApiToRead),
        ("DELETE", "/api/v1/admin/sessions/{id:guid}", RouteFor.ApiToAct),
        ("POST", "/api/v1/admin/sessions/end", RouteFor.ApiToAct),
        ("GET", "/api/v1/admin/users", RouteFor.ApiToRead),
        ("GET", "/api/v1/admin/users/{id:guid}", RouteFor.ApiToRead),
        ("PUT", "/api/v1/admin/users/{id:guid}/roles", RouteFor.ApiToAct),
        ("POST", "/api/v1/admin/users/{id:guid}/end-sessions", RouteFor.ApiToAct),
        ("POST", "/api/v1/admin/users/{id:guid}/lock", RouteFor.ApiToAct),
        ("POST", "/api/v1/admin/users/{id:guid}/lockdown", RouteFor.ApiToAct),
        ("POST", "/api/v1/admin/users/{id:guid}/remove-factor", RouteFor.ApiToAct),
        ("POST", "/api/v1/admin/users/{id:guid}/require-reset", RouteFor.ApiToAct),
        ("POST", "/api/v1/admin/users/{id:guid}/unlock", RouteFor.ApiToAct),
        ("", "/api/v1/admin/{**path}", RouteFor.ApiToRead),
    ];
}
