using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.Security;
using Cosmo.Identity.Clients;
using Cosmo.Identity.Data;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Places;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Protocol.Device;

/// <summary>
/// The page on which a person types the code that a device shows, sees who asks for what, and allows it or not (RFC 8628 §3.3). Opening it,
/// with a code or without, decides nothing.
/// </summary>
[SignedIn]
internal sealed class VerifyModel(
    ClientRegistry registry,
    Database database,
    UserCodeHash hash,
    UserCodeGuesses guesses,
    Sealed<DeviceTicket> tickets,
    DeviceDecisions decisions,
    SecurityEventRecorder recorder,
    PlaceReader places,
    TokensOptions options,
    TimeProvider clock) : PageModel
{
    private const string Here = "/connect/verify";

    /// <summary>As typed, or as it came in the address (RFC 8628 §3.3.1).</summary>
    [BindProperty(Name = "user_code", SupportsGet = true)]
    public string? UserCode { get; set; }

    /// <summary>The sealed question.</summary>
    [BindProperty(Name = "request", SupportsGet = true)]
    public string? RequestId { get; set; }

    /// <summary><c>allow</c> or <c>deny</c>.</summary>
    [BindProperty(Name = "decision")]
    public string? Decision { get; set; }

    /// <summary><c>allowed</c> or <c>denied</c> where the page goes after the decision.</summary>
    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>The question; null where the page asks for a code or tells what was decided.</summary>
    public Question? Asked { get; private set; }

    /// <summary>Why the code was not taken, in words for the person.</summary>
    public string? Error { get; private set; }

    private BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(RequestId))
        {
            return await ShowAsync(cancellationToken) switch
            {
                null => Form(VerifyTexts.TooOld, StatusCodes.Status400BadRequest),
                { NeedsSignIn: true } => SignInAgain(),
                _ => Page(),
            };
        }

        return string.IsNullOrEmpty(UserCode) ? Page() : await FindAsync(cancellationToken);
    }

    /// <summary>The code that was typed.</summary>
    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => FindAsync(cancellationToken);

    /// <summary>The decision. It is taken for what was shown, whatever else the form says.</summary>
    public async Task<IActionResult> OnPostDecideAsync(CancellationToken cancellationToken)
    {
        if (await ShowAsync(cancellationToken) is not { } shown)
        {
            return Form(VerifyTexts.TooOld, StatusCodes.Status400BadRequest);
        }

        if (shown.NeedsSignIn)
        {
            return SignInAgain();
        }

        bool? isDone = Decision switch
        {
            "allow" => await decisions.AllowAsync(shown.Device, shown.Client, Session, HttpContext, cancellationToken),
            "deny" => await decisions.DenyAsync(shown.Device, shown.Client, Session, HttpContext, cancellationToken),
            _ => null,
        };
        return isDone switch
        {
            true => new SeeOther($"{Here}?done={(Decision == "allow" ? "allowed" : "denied")}"),
            false => Form(VerifyTexts.TooOld, StatusCodes.Status400BadRequest),
            null => Page(),
        };
    }

    /// <summary>Tries the code, and goes on to the question, at an address that can be opened again without another try.</summary>
    private async Task<IActionResult> FindAsync(CancellationToken cancellationToken)
    {
        if (!await guesses.TakeAsync(HttpContext, Session))
        {
            return Form(VerifyTexts.TooMany, StatusCodes.Status429TooManyRequests);
        }

        var code = Device.UserCode.Read(UserCode);
        var device = code is null ? null : await database.ReadFirstAsync(WaitingDevice.ByUserCode(hash.Of(code)), WaitingDevice.Read, cancellationToken);
        var now = clock.GetUtcNow();
        if (device is null || !device.IsUndecided(now))
        {
            var fact = SecurityEvent.Of(SecurityEventType.UserCodeRefused, HttpContext);
            (fact.SubjectId, fact.SessionId) = (Session.UserId, Session.Id);
            await recorder.RecordAsync(fact, CancellationToken.None);
            return Form(VerifyTexts.UnknownCode, StatusCodes.Status400BadRequest);
        }

        var ticket = tickets.Close(new DeviceTicket(Session.Id, device.TokenId, Device.UserCode.Show(code!), now), now + options.DeviceCodeLifetime);
        return new SeeOther(Here + new QueryBuilder { { "request", ticket } }.ToQueryString());
    }

    /// <summary>Fills the page; null when the question is too old, made up, decided already or was asked of somebody else.</summary>
    private async Task<Shown?> ShowAsync(CancellationToken cancellationToken)
    {
        if (tickets.Open(RequestId) is not { } ticket
            || ticket.SessionId != Session.Id
            || await database.ReadFirstAsync(WaitingDevice.ById(ticket.TokenId), WaitingDevice.Read, cancellationToken) is not { } device
            || !device.IsUndecided(clock.GetUtcNow()))
        {
            return null;
        }

        var known = await registry.GetAsync(cancellationToken);
        if (known.Find(device.ClientKey) is not { } client)
        {
            return null;
        }

        Asked = new Question(
            ticket.Code,
            client.Name,
            Session.UserName,
            [.. device.Scopes.Select(name => ScopeWords.Describe(name, known.Scopes.GetValueOrDefault(name)))],
            device is { Browser: "Unknown", OperatingSystem: "Unknown" } ? null : DeviceWords.Of($"{device.Browser} on {device.OperatingSystem}"),
            device.IpAddress,
            places.Of(device.IpAddress),
            string.Equals(device.IpAddress, RequestOrigin.Of(HttpContext).AddressText, StringComparison.Ordinal),
            device.RequestedAt,
            client.PolicyUri,
            client.TosUri);
        return new Shown(device, client, IsTooOldFor(client, ticket));
    }

    /// <summary>What a client registers as <c>default_max_age</c> holds here too, where it cannot ask (OpenID Connect Registration §2).</summary>
    private bool IsTooOldFor(RegisteredClient client, DeviceTicket ticket) =>
        client.DefaultMaxAge is { } seconds
        && Session.AuthenticatedAt < ticket.AskedAt
        && (clock.GetUtcNow() - Session.AuthenticatedAt).TotalSeconds > seconds;

    /// <summary>The session stays the same, and so does the question.</summary>
    private SeeOther SignInAgain() =>
        new("/login" + new QueryBuilder { { "returnUrl", Here + new QueryBuilder { { "request", RequestId! } }.ToQueryString() } }.ToQueryString());

    private PageResult Form(string error, int status)
    {
        (Error, Asked) = (error, null);
        return new PageResult { StatusCode = status };
    }

    private sealed record Shown(WaitingDevice Device, RegisteredClient Client, bool NeedsSignIn);

    /// <summary>Who asks for what, from where.</summary>
    internal sealed record Question(
        string Code,
        string ClientName,
        string SignedInAs,
        IReadOnlyList<ScopeText> Scopes,
        string? Device,
        string IpAddress,
        Place? Place,
        bool IsFromHere,
        DateTimeOffset RequestedAt,
        string? PolicyUri,
        string? TosUri);
}
