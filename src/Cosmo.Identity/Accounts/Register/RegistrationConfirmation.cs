using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;
using Cosmo.Identity.Passwords;
using Cosmo.Identity.SecurityEvents;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>Makes the account that a mailed link stands for: the link is used up and the account is there, in one transaction, or nothing of it.</summary>
internal sealed class RegistrationConfirmation(
    Database database, PasswordHashing hashing, ChosenPassword chosen, RegistrationCookie browsers, SecurityEventRecorder recorder, TimeProvider clock)
{
    /// <summary>What a link confirms; null unless it is good. Looking uses nothing up: mail programs follow links, too.</summary>
    public async ValueTask<RegistrationRecord?> FindAsync(string? token, CancellationToken cancellationToken) =>
        OneTimeSecret.TryHash(TokenPurposes.Registration, token) is { } hash
            ? await database.ReadFirstAsync(RegistrationRecord.ByToken(hash, clock.GetUtcNow()), RegistrationRecord.Read, cancellationToken)
            : null;

    /// <summary>What an invitation is to; null unless it is good.</summary>
    public async ValueTask<RegistrationRecord?> FindInvitationAsync(string? token, CancellationToken cancellationToken) =>
        OneTimeSecret.TryHash(TokenPurposes.Invitation, token) is { } hash
            ? await database.ReadFirstAsync(RegistrationRecord.ByInvitation(hash, clock.GetUtcNow()), RegistrationRecord.Read, cancellationToken)
            : null;

    /// <summary>Whether this browser asked for it: see <see cref="RegistrationCookie"/>.</summary>
    public bool IsOfThisBrowser(HttpContext http, RegistrationRecord pending) =>
        pending.BrowserHash is not null && string.Equals(browsers.HashOf(http), pending.BrowserHash, StringComparison.Ordinal);

    /// <param name="http">The request.</param>
    /// <param name="token">The link's secret.</param>
    /// <param name="password">The password that was chosen; asked for where the browser is not the one that did.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="HashingBusyException">Too many passwords wait to be checked; the link still works.</exception>
    /// <exception cref="DatabaseUnavailableException">Nothing has happened.</exception>
    public async Task<RegistrationResult> ConfirmAsync(HttpContext http, string? token, string? password, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } pending)
        {
            return new RegistrationResult.BadLink();
        }

        if (!IsOfThisBrowser(http, pending) && await hashing.VerifyAsync(pending.PasswordHash, password ?? "", cancellationToken) == PasswordVerification.Failed)
        {
            return new RegistrationResult.WrongPassword(pending);
        }

        return await MakeAsync(http, pending, pending.Name, pending.PasswordHash!);
    }

    /// <summary>Somebody who was invited says who they are; the invitation, which was mailed, proves the address.</summary>
    /// <inheritdoc cref="ConfirmAsync"/>
    public async Task<RegistrationResult> AcceptAsync(HttpContext http, string? token, string? name, string? password, CancellationToken cancellationToken)
    {
        if (await FindInvitationAsync(token, cancellationToken) is not { } invitation)
        {
            return new RegistrationResult.BadLink();
        }

        if (await chosen.FaultOfAsync(password, NewAccount.Like(invitation.Id, invitation.Email, name), cancellationToken) is { } fault)
        {
            return new RegistrationResult.Unfit(invitation, fault);
        }

        return await MakeAsync(http, invitation, string.IsNullOrWhiteSpace(name) ? null : name.Trim(), await hashing.HashAsync(password!, cancellationToken));
    }

    private async Task<RegistrationResult> MakeAsync(HttpContext http, RegistrationRecord pending, string? name, string passwordHash)
    {
        var now = clock.GetUtcNow();
        var (mark, stamp, user) = (Guid.CreateVersion7().ToString("N"), SecurityStamps.New(), Guid.CreateVersion7(now));
        var made = SecurityStamps.Is(user, stamp);
        var names = SignInNames.Lock(database, pending.NormalizedEmail);
        SqlStatement[] statements =
        [
            .. names,
            RegistrationStatements.Use(pending.TokenHash, mark, now),
            RegistrationStatements.MakeUser(user, pending, name, passwordHash, stamp, mark, now),
            .. RolesOf(pending).Select(role => RegistrationStatements.GiveRole(user, stamp, role)),
            RegistrationStatements.Forget(pending, mark),
        ];
        var touched = await recorder.ExecuteAsync(statements, [Created(http, user, pending, name, made)], CancellationToken.None);
        if (touched[names.Count + 1] != 1)
        {
            return new RegistrationResult.BadLink();
        }

        browsers.Forget(http);
        return new RegistrationResult.Done(pending.Email);
    }

    private static string[] RolesOf(RegistrationRecord pending) => pending.Roles?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static SecurityEvent Created(HttpContext http, Guid user, RegistrationRecord pending, string? name, EventCondition made)
    {
        var changes = new FieldChanges();
        changes.Add("user_name", null, pending.Email);
        changes.Add("email", null, pending.Email);
        changes.Add("email_confirmed", null, true);
        changes.AddSecret("password_hash", null, "");
        if (name is not null)
        {
            changes.Add("profile.name", null, name);
        }

        if (RolesOf(pending) is { Length: > 0 } roles)
        {
            changes.Add("roles", null, roles);
        }

        var fact = SecurityEvent.Of(SecurityEventType.UserCreated, http);
        fact.SubjectId = user;
        fact.Details = changes.ToDetails(("by", pending.IsInvitation ? "invitation" : "registration"));
        fact.Condition = made;
        return fact;
    }
}

/// <summary>What became of a link.</summary>
internal abstract record RegistrationResult
{
    private RegistrationResult()
    {
    }

    /// <summary>The account is there.</summary>
    internal sealed record Done(string UserName) : RegistrationResult;

    /// <summary>The link is used, too old, replaced, made up, or somebody has the address by now; on purpose it does not say which.</summary>
    internal sealed record BadLink : RegistrationResult;

    /// <summary>Another browser asked for the account, and the password is not the one that was chosen there; the link still works.</summary>
    internal sealed record WrongPassword(RegistrationRecord Pending) : RegistrationResult;

    /// <summary>This password will not do; the invitation still works.</summary>
    internal sealed record Unfit(RegistrationRecord Invitation, string Fault) : RegistrationResult;
}
