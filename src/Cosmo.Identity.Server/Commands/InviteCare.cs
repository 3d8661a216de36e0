using System.Globalization;
using Cosmo.Identity.Accounts.Register;
using Cosmo.Identity.Provisioning;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Server.Configuration;

namespace Cosmo.Identity.Server.Commands;

/// <summary>What <c>users invite</c> does.</summary>
internal static class InviteCare
{
    public static async Task<int> InviteAsync(ProgramSettings program, string email, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        using var acting = Acting.As("command:users invite");
        var invited = NewRegistration.Of(email, null) ?? throw new RefusedException($"{ObjectReader.Quote(email)} is not one e-mail address.");
        if (roles.Select(UserReader.RoleFault).FirstOrDefault(fault => fault is not null) is { } wrong)
        {
            throw new RefusedException($"The role {wrong}.");
        }

        if (!RegistrationDoor.Of(program.Settings.Registration, program.IsDevelopment).LetsInvitedIn)
        {
            throw new RefusedException($"{RegistrationOptions.Section}:{nameof(RegistrationOptions.Mode)} = Off: nobody could accept the invitation. Set it to Invitation or Open.");
        }

        await using var services = await CommandServices.WithSchemaAsync(program, mayMigrate: false, cancellationToken);
        var isMailed = program.Settings.Mail.HasServer || program.IsDevelopment;
        if (await services.Invitations.InviteAsync(invited, [.. roles.Distinct(StringComparer.Ordinal)], isMailed, cancellationToken) is not { } secret)
        {
            var owner = await services.Invitations.OwnerOfAsync(invited, cancellationToken);
            throw new RefusedException(owner is null ? $"{invited.Email} cannot be given to anybody now." : $"{invited.Email} belongs to user {owner} already.");
        }

        Console.WriteLine(isMailed
            ? $"{invited.Email} is invited; the running server mails the link."
            : string.Create(CultureInfo.InvariantCulture, $"{invited.Email} is invited. No mail server is set up: hand over this link, which works once, for {Invitations.Lifetime.Days} days."));
        if (!isMailed)
        {
            Console.WriteLine(services.Issuer.Url(Invitations.PathOf(secret)));
        }

        return Exit.Done;
    }
}
