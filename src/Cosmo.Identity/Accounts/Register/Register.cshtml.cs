using System.Globalization;
using Cosmo.Identity.Accounts.Locked;
using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Accounts.ResetPassword;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>The page on which a person asks for an account, or accepts an invitation to one. What it says does not depend on whether the address has one.</summary>
internal sealed class RegisterModel(
    RegistrationDoor door, RegistrationRequests requests, RegistrationConfirmation confirmation, BadLinks links, ChosenPassword chosen, ReturnCookie returns) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Repeated { get; set; }

    /// <summary>Where the person was going.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>The secret of an invitation, from the link and then from the form.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Invitation { get; set; }

    /// <summary>Where the person stands.</summary>
    public RegisterStep Step { get; private set; }

    /// <summary>Whether the link was sent once more.</summary>
    public bool IsAgain { get; private set; }

    public string? Error { get; private set; }

    /// <summary>Which field is at fault.</summary>
    public RegisterField Wrong { get; private set; }

    /// <summary>What a password must be.</summary>
    public string Rule => chosen.Rule;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await ClosedAsync(cancellationToken) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await ClosedAsync(cancellationToken) is { } closed)
        {
            return closed;
        }

        if (!NewRegistration.IsName(Name))
        {
            return Refuse(RegisterTexts.FaultName, RegisterField.Name);
        }

        if (!string.Equals(Password, Repeated, StringComparison.Ordinal))
        {
            return Refuse(RegisterTexts.FaultRepeated, RegisterField.Password);
        }

        return Invitation is null ? await AskAsync(cancellationToken) : await AcceptAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostResendAsync(CancellationToken cancellationToken)
    {
        if (!door.IsOpen)
        {
            return NotFound();
        }

        (Step, IsAgain) = (RegisterStep.Asked, true);
        return await requests.ResendAsync(HttpContext, cancellationToken) ? Page() : TooMany();
    }

    private async Task<IActionResult> AskAsync(CancellationToken cancellationToken)
    {
        if (NewRegistration.Of(Email, Name) is not { } registration)
        {
            return Refuse(RegisterTexts.FaultEmail, RegisterField.Email);
        }

        if (await chosen.FaultOfAsync(Password, NewAccount.Like(Guid.Empty, registration.Email, registration.Name), cancellationToken) is { } fault)
        {
            return Refuse(fault, RegisterField.Password);
        }

        if (!await requests.TakeAsync(HttpContext, registration, Password!, cancellationToken))
        {
            return TooMany();
        }

        returns.Remember(HttpContext, ReturnUrl);
        (Step, Email) = (RegisterStep.Asked, registration.Email);
        return Page();
    }

    private async Task<IActionResult> AcceptAsync(CancellationToken cancellationToken)
    {
        switch (await confirmation.AcceptAsync(HttpContext, Invitation, Name, Password, cancellationToken))
        {
            case RegistrationResult.Done done:
                (Step, Email) = (RegisterStep.Done, done.UserName);
                return Page();
            case RegistrationResult.Unfit unfit:
                return Refuse(unfit.Fault, RegisterField.Password);
            default:
                return await BadInvitationAsync();
        }
    }

    /// <summary>What there is instead of the form; null where the form may be shown or used.</summary>
    private async Task<IActionResult?> ClosedAsync(CancellationToken cancellationToken)
    {
        if (!door.LetsInvitedIn)
        {
            return NotFound();
        }

        if (string.IsNullOrEmpty(Invitation))
        {
            Invitation = null;
            Step = door.IsOpen ? RegisterStep.Form : RegisterStep.Closed;
            return door.IsOpen ? null : Page();
        }

        if (await confirmation.FindInvitationAsync(Invitation, cancellationToken) is not { } invitation)
        {
            return await BadInvitationAsync();
        }

        Email = invitation.Email;
        return null;
    }

    private async Task<IActionResult> BadInvitationAsync()
    {
        Step = RegisterStep.BadInvitation;
        return await links.AnswerAsync(HttpContext, RegistrationLinks.Refused(HttpContext, "bad_invitation"), RegistrationLinks.Kind);
    }

    private PageResult TooMany()
    {
        var wait = TimeSpan.FromSeconds(int.Parse(Response.Headers.RetryAfter.ToString(), CultureInfo.InvariantCulture));
        Step = RegisterStep.Form;
        var page = Refuse(string.Format(CultureInfo.CurrentUICulture, RegisterTexts.TooMany, LockedModel.Words(wait)), RegisterField.None);
        page.StatusCode = StatusCodes.Status429TooManyRequests;
        return page;
    }

    private PageResult Refuse(string error, RegisterField wrong)
    {
        (Error, Wrong) = (error, wrong);
        return Page();
    }
}

/// <summary>Where a person stands on the way to an account.</summary>
internal enum RegisterStep
{
    /// <summary>They fill in the form.</summary>
    Form,

    /// <summary>A mail is on its way, whatever it says.</summary>
    Asked,

    /// <summary>The account is there.</summary>
    Done,

    /// <summary>An invitation is needed.</summary>
    Closed,

    /// <summary>The invitation is not good.</summary>
    BadInvitation,
}

/// <summary>The fields of the form.</summary>
internal enum RegisterField
{
    /// <summary>None of them.</summary>
    None,

    /// <summary>The address.</summary>
    Email,

    /// <summary>The name.</summary>
    Name,

    /// <summary>The password, typed twice.</summary>
    Password,
}
