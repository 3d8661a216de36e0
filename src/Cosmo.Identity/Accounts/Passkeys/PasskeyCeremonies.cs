using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cosmo.Identity.Data;
using Cosmo.Identity.Requests;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cosmo.Identity.Accounts.Passkeys;

/// <summary>
/// Makes the challenges of WebAuthn and judges the answers, by ASP.NET Core Identity's handler. What was asked travels sealed with the
/// page and comes back with the answer; for anonymous visitors nothing is stored.
/// </summary>
internal sealed class PasskeyCeremonies(Database database, IDataProtectionProvider protection, Issuer issuer, TimeProvider clock)
{
    /// <summary>How long a person has to find their passkey.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Passkeys are small, certificates that nobody asked for are not (MFA-10).</summary>
    private const int MostCharacters = 16 * 1024;

    private readonly Sealed<Asked> seal = new(protection, "passkey-ceremony", clock);

    // Verified by the authenticator itself, by PIN or finger: so one touch is two factors. The domain and the origin are the issuer's,
    // whatever the headers say.
    private readonly IOptions<IdentityPasskeyOptions> options = Options.Create(new IdentityPasskeyOptions
    {
        ServerDomain = issuer.Uri.Host,
        UserVerificationRequirement = "required",
        ResidentKeyRequirement = "required",
        AttestationConveyancePreference = "none",
        AuthenticatorTimeout = Lifetime,
        ValidateOrigin = context => ValueTask.FromResult(
            !context.CrossOrigin && string.Equals(context.Origin, issuer.Uri.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)),
    });

    /// <summary>What a browser needs to make a passkey for a person.</summary>
    public async Task<PasskeyChallenge> BeginAddingAsync(HttpContext http, UserRecord user, IEnumerable<PasskeyRecord> existing)
    {
        var entity = new PasskeyUserEntity { Id = user.Id.ToString(), Name = user.UserName, DisplayName = user.FullName ?? user.UserName };
        var made = await Handler(new PasskeyLookup(user.Id, [.. existing.Select(passkey => passkey.ToInfo(passkey.SignCount))])).MakeCreationOptionsAsync(entity, http);
        return new PasskeyChallenge(made.CreationOptionsJson, seal.Close(new Asked(user.Id, Now(), made.AttestationState!), Lifetime));
    }

    /// <summary>What a browser needs to find a passkey of this server.</summary>
    /// <param name="http">The request.</param>
    /// <param name="user">Whose it must be; null where the passkey itself says whose it is.</param>
    public async Task<PasskeyChallenge> BeginUsingAsync(HttpContext http, Guid? user)
    {
        var made = await Handler(new PasskeyLookup(Guid.Empty, [])).MakeRequestOptionsAsync(null, http);
        return new PasskeyChallenge(made.RequestOptionsJson, seal.Close(new Asked(user, Now(), made.AssertionState!), Lifetime));
    }

    /// <summary>Judges the answer to <see cref="BeginAddingAsync"/>; null where it is none, or too late, or somebody else's.</summary>
    public async Task<(UserPasskeyInfo Info, long ChallengedAt)?> FinishAddingAsync(HttpContext http, Guid user, string? state, string? credential)
    {
        if (Open(state, credential) is not { } asked || asked.User != user)
        {
            return null;
        }

        var result = await Handler(new PasskeyLookup(user, [])).PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = http, CredentialJson = credential!, AttestationState = asked.State });
        return result is { Succeeded: true, Passkey: { } info } ? (info, asked.At) : null;
    }

    /// <summary>Judges the answer to <see cref="BeginUsingAsync"/>.</summary>
    /// <exception cref="DatabaseUnavailableException">The passkey could not be looked up.</exception>
    public async Task<PasskeyAnswer> FinishUsingAsync(HttpContext http, string? state, string? credential, CancellationToken cancellationToken)
    {
        if (Open(state, credential) is not { } asked || Claimed(credential!) is not { } claimed)
        {
            return new PasskeyAnswer.Bad(null);
        }

        var passkey = await database.ReadFirstAsync(PasskeyStatements.ByCredential(claimed.Id), PasskeyRecord.Read, cancellationToken);
        if (passkey is null || (asked.User is { } wanted && wanted != passkey.UserId))
        {
            return new PasskeyAnswer.Bad(null);
        }

        if (await JudgeAsync(http, passkey, passkey.SignCount, asked, credential!) is { } info)
        {
            return new PasskeyAnswer.Good(passkey, info, asked.At);
        }

        // Somebody who holds the key, with a counter that has been passed: it may be there twice. Whoever only knows its name proves nothing.
        return claimed.SignCount <= passkey.SignCount && await JudgeAsync(http, passkey, 0, asked, credential!) is not null
            ? new PasskeyAnswer.Cloned(passkey)
            : new PasskeyAnswer.Bad(passkey);
    }

    private async Task<UserPasskeyInfo?> JudgeAsync(HttpContext http, PasskeyRecord passkey, long signCount, Asked asked, string credential)
    {
        var result = await Handler(new PasskeyLookup(passkey.UserId, [passkey.ToInfo(signCount)])).PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = http, CredentialJson = credential, AssertionState = asked.State });
        return result.Succeeded ? result.Passkey : null;
    }

    private PasskeyHandler<User> Handler(PasskeyLookup lookup) => new(lookup.ToManager(), options);

    private long Now() => clock.GetUtcNow().UtcTicks;

    private Asked? Open(string? state, string? credential) =>
        state is { Length: <= MostCharacters } && credential is { Length: > 0 and <= MostCharacters } ? seal.Open(state) : null;

    /// <summary>What a credential says of itself; nothing of it is proved.</summary>
    private static (string Id, long SignCount)? Claimed(string credential)
    {
        try
        {
            var claimed = JsonSerializer.Deserialize(credential, PasskeyJson.Default.ClaimedCredential);
            return claimed is { Id.Length: > 0, Response.AuthenticatorData: { } data } && claimed.RawId == claimed.Id && Base64Url.IsValid(claimed.Id) && Base64Url.IsValid(data)
                && Base64Url.DecodeFromChars(data) is { Length: >= 37 } bytes
                    // Without padding, as the row has it. The counter: WebAuthn Level 3 §6.1.
                    ? (Base64Url.EncodeToString(Base64Url.DecodeFromChars(claimed.Id)), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(33)))
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A question to a browser.</summary>
/// <param name="Options">For <c>navigator.credentials</c>, as JSON.</param>
/// <param name="State">What the answer is judged by, sealed.</param>
internal sealed record PasskeyChallenge(string Options, string State);

/// <summary>What was made of an answer.</summary>
internal abstract record PasskeyAnswer
{
    private PasskeyAnswer()
    {
    }

    /// <summary>The passkey is there, and verified the person.</summary>
    /// <param name="Passkey">As it was read.</param>
    /// <param name="Info">As it is now.</param>
    /// <param name="ChallengedAt">When the challenge was made, in ticks.</param>
    internal sealed record Good(PasskeyRecord Passkey, UserPasskeyInfo Info, long ChallengedAt) : PasskeyAnswer;

    /// <summary>It is no answer, or a wrong one.</summary>
    /// <param name="Passkey">Which it claims to be; not proved.</param>
    internal sealed record Bad(PasskeyRecord? Passkey) : PasskeyAnswer;

    /// <summary>The key is right, but its counter has been passed by another copy.</summary>
    internal sealed record Cloned(PasskeyRecord Passkey) : PasskeyAnswer;
}

/// <summary>What a page asked.</summary>
/// <param name="User">Of whom; null: of anybody.</param>
/// <param name="At">When, in ticks.</param>
/// <param name="State">The handler's own.</param>
internal sealed record Asked(Guid? User, long At, string State);

/// <summary>The parts of a credential (WebAuthn Level 3 §5.1) that are needed to find its row.</summary>
internal sealed record ClaimedCredential(string? Id, string? RawId, ClaimedResponse? Response);

/// <summary>See <see cref="ClaimedCredential"/>.</summary>
internal sealed record ClaimedResponse(string? AuthenticatorData);

/// <summary>Serializers made by the compiler.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClaimedCredential))]
internal sealed partial class PasskeyJson : JsonSerializerContext;
