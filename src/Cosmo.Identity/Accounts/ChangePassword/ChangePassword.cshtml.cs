using Cosmo.Identity.Accounts.Overview;
using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Data;
using Cosmo.Identity.Layout;
using Cosmo.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Cosmo.Identity.Accounts.ChangePassword;

/// <summary>The page on which a person chooses another password; it asks for the one they have (ASVS 6.2.2, 6.2.3).</summary>
[SignedIn]
[NeedsFreshProof]
internal sealed class ChangePasswordModel(Database database, ChosenPassword chosen, PasswordProof proof, PasswordChange change) : PageModel
{
    [BindProperty]
    public string? CurrentPassword { get; set; }

    [BindProperty]
    public string? NewPassword { get; set; }

    [BindProperty]
    public string? NewPasswordAgain { get; set; }

    /// <summary><c>changed</c> where the page goes after the change.</summary>
    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    public bool IsDone => Done == "changed" && Error is null;

    /// <summary>What a new password must be.</summary>
    public string Rule => chosen.Rule;

    /// <summary>Why the password was not changed, in words for the person.</summary>
    public string? Error { get; set; }

    /// <summary>Which field is at fault.</summary>
    public PasswordField Wrong { get; set; }

    public BrowserSession Session => BrowserSession.Of(HttpContext);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await FaultAsync(cancellationToken) is { } fault)
        {
            return Refuse(fault.Text, fault.Field);
        }

        var result = await proof.CheckAsync(HttpContext, Session, CurrentPassword, cancellationToken);
        if (result is not PasswordSignInResult.Succeeded { User: var user })
        {
            return result is PasswordSignInResult.TooMany
                ? Refuse(result.Explain(), PasswordField.Current, StatusCodes.Status429TooManyRequests)
                : Refuse(ChangePasswordTexts.WrongCurrent, PasswordField.Current);
        }

        if (await change.ExecuteAsync(HttpContext, Session, user, NewPassword!, cancellationToken) is not { } secret)
        {
            return Refuse(ChangePasswordTexts.ChangedElsewhere, PasswordField.None, StatusCodes.Status409Conflict);
        }

        await SessionCookie.RenewAsync(HttpContext, Session, secret);
        return new SeeOther("/account/password?done=changed");
    }

    /// <summary>What is wrong with the new password, found before the old one costs a try.</summary>
    private async Task<(string Text, PasswordField Field)?> FaultAsync(CancellationToken cancellationToken)
    {
        var user = await database.ReadFirstAsync(UserRecord.ById(Session.UserId), UserRecord.Read, cancellationToken);
        if (await chosen.FaultOfAsync(NewPassword, user!, cancellationToken) is { } fault)
        {
            return (fault, PasswordField.New);
        }

        return NewPassword == CurrentPassword ? (ChangePasswordTexts.SameAsBefore, PasswordField.New)
            : NewPassword != NewPasswordAgain ? (ChangePasswordTexts.NotTheSame, PasswordField.Repeated)
            : null;
    }

    private PageResult Refuse(string error, PasswordField wrong, int? status = null)
    {
        (Error, Wrong) = (error, wrong);
        return new PageResult { StatusCode = status };
    }
}

/// <summary>The fields of the form.</summary>
internal enum PasswordField
{
    /// <summary>None of them.</summary>
    None,

    /// <summary>The password that the person has.</summary>
    Current,

    /// <summary>The one they want.</summary>
    New,

    /// <summary>The same once more.</summary>
    Repeated,
}
