using System.Text.Json.Nodes;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cosmo.Identity.Provisioning;

/// <summary>Makes the stored users those that are declared, in the context; saving, and ending the sessions of who was disabled, is the caller's.</summary>
internal sealed class UserProvisioning(CosmoDbContext context, HashBook hashes, PasswordJudgements judgements, List<Change> changes, DateTimeOffset now)
{
    private const int ChunkSize = 500;

    private readonly Dictionary<string, User> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, HashSet<Guid>> rolesOf = [];
    private readonly Dictionary<string, Role> roles = new(StringComparer.Ordinal);

    /// <summary>Whose sessions must end.</summary>
    public List<Guid> Disabled { get; } = [];

    /// <summary>How many had a password already, which a file does not change.</summary>
    public int PasswordsKept { get; private set; }

    public async Task ApplyAsync(IReadOnlyList<UserDeclaration> declared, List<string> errors, CancellationToken cancellationToken)
    {
        await LoadAsync(declared, cancellationToken);
        foreach (var declaration in declared)
        {
            await ApplyAsync(declaration, errors, cancellationToken);
        }

        RefuseSharedNames(declared, errors);
    }

    private async Task LoadAsync(IReadOnlyList<UserDeclaration> declared, CancellationToken cancellationToken)
    {
        var names = declared.Select(user => UserNames.Canonical(user.UserName)!)
            .Concat(declared.Select(user => UserNames.Canonical(user.Email)).OfType<string>())
            .Distinct(StringComparer.Ordinal);
        foreach (var chunk in names.Chunk(ChunkSize))
        {
            // Whoever has one of the names, as a user name or as an address: people sign in with either.
            foreach (var user in await context.Set<User>()
                .Where(user => chunk.Contains(user.NormalizedUserName) || chunk.Contains(user.NormalizedEmail))
                .ToListAsync(cancellationToken))
            {
                byName.TryAdd(user.NormalizedUserName!, user);
            }
        }

        foreach (var chunk in byName.Values.Select(user => user.Id).Chunk(ChunkSize))
        {
            foreach (var membership in await context.Set<IdentityUserRole<Guid>>().AsNoTracking()
                .Where(membership => chunk.Contains(membership.UserId)).ToListAsync(cancellationToken))
            {
                RolesOf(membership.UserId).Add(membership.RoleId);
            }
        }

        foreach (var role in await context.Set<Role>().ToListAsync(cancellationToken))
        {
            roles[role.NormalizedName!] = role;
        }
    }

    private async Task ApplyAsync(UserDeclaration declared, List<string> errors, CancellationToken cancellationToken)
    {
        var name = UserNames.Canonical(declared.UserName)!;
        var isNew = !byName.TryGetValue(name, out var user);
        if (user is null)
        {
            byName[name] = user = new User { CreatedAt = now, UpdatedAt = now, NormalizedUserName = name, UserName = declared.UserName };
            context.Add(user);
            changes.Add(new Change("user", declared.UserName, "created"));
        }

        var members = new List<string>();
        ApplyColumns(declared, user, members);
        ApplyProfile(declared.Profile, user, members);
        if (members.Count > 0)
        {
            user.UpdatedAt = now;
        }

        if (declared.UpdatedAt is { } updatedAt && user.UpdatedAt.ToUnixTimeSeconds() != updatedAt.ToUnixTimeSeconds())
        {
            user.UpdatedAt = updatedAt;
            members.Add("updated_at");
        }

        await ApplyPasswordAsync(declared, user, members, errors, cancellationToken);
        ApplyRoles(declared, user, members);
        ApplyDisabled(declared, user, members);
        if (!isNew && members.Count > 0)
        {
            user.ConcurrencyStamp = Guid.CreateVersion7().ToString();
            changes.AddRange(members.Select(member => new Change("user", declared.UserName, member)));
        }
    }

    private static void ApplyColumns(UserDeclaration declared, User user, List<string> members)
    {
        if (user.UserName != declared.UserName)
        {
            user.UserName = declared.UserName;
            members.Add("username");
        }

        if (declared.Email is { } email)
        {
            if (user.Email != email)
            {
                (user.Email, user.NormalizedEmail) = (email, UserNames.Canonical(email));
                // Another address is another proof.
                user.EmailConfirmed = false;
                members.Add("email");
            }

            if (declared.EmailVerified is { } verified && user.EmailConfirmed != verified)
            {
                user.EmailConfirmed = verified;
                members.Add($"email_verified = {(verified ? "true" : "false")}");
            }
        }

        if (declared.PhoneNumber is { } phone)
        {
            if (user.PhoneNumber != phone)
            {
                (user.PhoneNumber, user.PhoneNumberConfirmed) = (phone, false);
                members.Add("phone_number");
            }

            if (declared.PhoneNumberVerified is { } verified && user.PhoneNumberConfirmed != verified)
            {
                user.PhoneNumberConfirmed = verified;
                members.Add($"phone_number_verified = {(verified ? "true" : "false")}");
            }
        }
    }

    private static void ApplyProfile(JsonObject declared, User user, List<string> members)
    {
        var profile = user.Profile is { Length: > 0 } json ? JsonNode.Parse(json)!.AsObject() : [];
        var before = members.Count;
        foreach (var (name, value) in declared)
        {
            if (!JsonNode.DeepEquals(profile[name], value))
            {
                profile[name] = value?.DeepClone();
                members.Add(name);
            }
        }

        if (members.Count > before)
        {
            user.Profile = profile.ToJsonString();
        }
    }

    private async Task ApplyPasswordAsync(
        UserDeclaration declared, User user, List<string> members, List<string> errors, CancellationToken cancellationToken)
    {
        if (declared.Password is not { } password)
        {
            return;
        }

        if (user.PasswordHash is not null)
        {
            PasswordsKept++;
            return;
        }

        // Only a password that would be set is judged: a file that was applied before the rules were stricter goes on to apply.
        if (!declared.IsPasswordJudged)
        {
            errors.AddRange((await judgements.ReasonsAgainstAsync(password, user, cancellationToken)).Select(reason => $"{declared.Place}.password: {reason}"));
        }

        user.PasswordHash = await hashes.HashPasswordAsync(password, cancellationToken);
        members.Add("password");
    }

    private void ApplyRoles(UserDeclaration declared, User user, List<string> members)
    {
        if (declared.Roles is null)
        {
            return;
        }

        var held = RolesOf(user.Id);
        var wanted = declared.Roles.Select(RoleNamed).ToDictionary(role => role.Id);
        foreach (var role in wanted.Values.Where(role => held.Add(role.Id)))
        {
            context.Add(new IdentityUserRole<Guid> { UserId = user.Id, RoleId = role.Id });
            members.Add($"roles + {role.Name}");
        }

        foreach (var role in roles.Values.Where(role => !wanted.ContainsKey(role.Id) && held.Remove(role.Id)))
        {
            context.Remove(new IdentityUserRole<Guid> { UserId = user.Id, RoleId = role.Id });
            members.Add($"roles - {role.Name}");
        }
    }

    private void ApplyDisabled(UserDeclaration declared, User user, List<string> members)
    {
        if (declared.Disabled is not { } disabled || disabled == user.DisabledAt is not null)
        {
            return;
        }

        user.DisabledAt = disabled ? now : null;
        members.Add(disabled ? "disabled, and all sessions ended" : "enabled");
        if (disabled)
        {
            Disabled.Add(user.Id);
        }
    }

    private Role RoleNamed(string name)
    {
        var normalized = UserNames.Canonical(name)!;
        if (!roles.TryGetValue(normalized, out var role))
        {
            roles[normalized] = role = new Role { Name = name, NormalizedName = normalized };
            context.Add(role);
            changes.Add(new Change("role", name, "created"));
        }

        return role;
    }

    private HashSet<Guid> RolesOf(Guid user)
    {
        if (!rolesOf.TryGetValue(user, out var held))
        {
            rolesOf[user] = held = [];
        }

        return held;
    }

    /// <summary>A name that signs in must lead to one person, be it a user name or an address.</summary>
    private void RefuseSharedNames(IReadOnlyList<UserDeclaration> declared, List<string> errors)
    {
        var addresses = byName.Values.Where(user => user.NormalizedEmail is not null).ToLookup(user => user.NormalizedEmail!, StringComparer.Ordinal);
        foreach (var declaration in declared)
        {
            var user = byName[UserNames.Canonical(declaration.UserName)!];
            if (addresses[user.NormalizedUserName!].FirstOrDefault(other => other != user) is { } named)
            {
                errors.Add($"{declaration.Place}.username: is the e-mail address of user {named.UserName}; a name that signs in must lead to one person");
            }

            if (user.NormalizedEmail is { } email && addresses[email].Append(byName.GetValueOrDefault(email) ?? user).FirstOrDefault(other => other != user) is { } owner)
            {
                errors.Add($"{declaration.Place}.email: belongs to user {owner.UserName} too; a name that signs in must lead to one person");
            }
        }
    }
}
