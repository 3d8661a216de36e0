using Cosmo.Identity.Accounts.OneTimeTokens;
using Cosmo.Identity.Data;
using Cosmo.Identity.Mail;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Accounts.Register;

/// <summary>Lets an operator invite somebody, with roles if they like; the link is mailed, or handed over by the operator.</summary>
internal sealed class Invitations(Database database, Outbox outbox, EventKey key, TimeProvider clock)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const string AddRoleText = "INSERT INTO roles (id, name, normalized_name, concurrency_stamp) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// <summary>Where the person goes with it.</summary>
    public static string PathOf(OneTimeSecret secret) => "/register?invitation=" + secret.Text;

    /// <summary>The secret of the link; null where somebody has the address.</summary>
    /// <param name="invited">Who.</param>
    /// <param name="roles">What they will be; roles that are not there yet are made.</param>
    /// <param name="isMailed">Whether a mail is sent.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="DatabaseUnavailableException">Nothing was done.</exception>
    public async Task<OneTimeSecret?> InviteAsync(NewRegistration invited, IReadOnlyList<string> roles, bool isMailed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (id, secret) = (Guid.CreateVersion7(now), OneTimeSecret.New(TokenPurposes.Invitation));
        var stands = RegistrationStatements.Stands(id, secret);
        SqlStatement[] statements =
        [
            RegistrationStatements.ForgetInvitations(invited.CanonicalEmail),
            RegistrationStatements.Insert(id, invited, passwordHash: null, roles.Count > 0 ? string.Join(' ', roles) : null, secret, browserHash: null, now, Lifetime)
                .OnlyIf(SignInNames.AreFree(invited.CanonicalEmail, now)),
            .. roles.Select(role => new SqlStatement(AddRoleText, Guid.CreateVersion7(now), role, UserNames.Canonical(role)!, Guid.CreateVersion7(now).ToString())),
        ];
        var fact = new SecurityEvent
        {
            Type = SecurityEventType.InvitationMade,
            Actor = Acting.Current,
            NameHash = key.Hide(invited.CanonicalEmail),
            Details = EventDetails.Of(("email", invited.Email), ("roles", roles), ("mailed", isMailed)),
            Condition = stands,
        };
        OutgoingMail[] mails = isMailed ? [RegistrationMails.Invitation(invited.Email, secret) with { Condition = stands }] : [];
        return (await outbox.ExecuteAsync(statements, [fact], mails, cancellationToken))[1] == 1 ? secret : null;
    }

    /// <summary>The user name of whoever has this address; null where nobody has.</summary>
    public async ValueTask<string?> OwnerOfAsync(NewRegistration invited, CancellationToken cancellationToken) =>
        (await database.ReadFirstAsync(UserRecord.ByName(invited.CanonicalEmail), UserRecord.Read, cancellationToken))?.UserName;
}
