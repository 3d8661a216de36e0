using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Threats.Scoring;

/// <summary>Counts what one subscriber did, event by event, in any order and in bounded memory.</summary>
internal sealed class EvidenceLedger
{
    /// <summary>A website that signs its visitors in has many, and must not look as if it had only its failures.</summary>
    private const int MostPeople = 16_384;

    /// <summary>So many failures are a person's slips, once they have got in; more is guessing, even if the last guess is right.</summary>
    private const int Slips = 5;

    private float failures;
    private float anonymousTokens;
    private float clientFailures;
    private float scannerPaths;
    private float probes;
    private float limits;
    private float blockedHits;
    private float forgedHeaders;
    private WeightedSet? names;
    private WeightedSet? failuresByName;
    private WeightedSet? accounts;
    private WeightedSet? unknownNames;
    private WeightedSet? pairs;
    private WeightedSet? reuse;
    private WeightedSet? tokens;
    private WeightedSet? clientSecrets;
    private WeightedSet? agents;
    private WeightedSet? people;
    private WeightedSet? newDevices;

    /// <summary>How much hostile it was, roughly; 0 for what speaks for the subscriber.</summary>
    public float Add(in EventFact fact, float weight)
    {
        switch (fact.Type)
        {
            case SecurityEventType.SignedIn or SecurityEventType.Reauthenticated:
                Resolve(fact);
                return 0;
            case SecurityEventType.TokensRefreshed or SecurityEventType.AuthorizationGranted or SecurityEventType.SessionStarted:
                AddPerson(fact.Subject);
                return 0;
            case SecurityEventType.NewDeviceUsed:
                if (fact.Subject is { } owner)
                {
                    (newDevices ??= new()).Add(owner, 1);
                }

                return 0;
        }

        var much = weight * fact.Count;
        if (!AddHostile(fact, weight, much))
        {
            return 0;
        }

        if (fact.Agent is { } agent)
        {
            (agents ??= new()).Add(agent, weight);
        }

        return much;
    }

    public AddressActivity Sum() => new()
    {
        Failures = SumFailures(),
        UnresolvedNames = names?.Sum() ?? 0,
        Accounts = accounts?.Sum() ?? 0,
        UnknownNames = unknownNames?.Sum() ?? 0,
        Pairs = SumPairs(),
        TokenReuse = reuse?.Sum() ?? 0,
        BadTokens = (tokens?.Sum() ?? 0) + anonymousTokens,
        ClientFailures = (clientSecrets?.Sum() ?? 0) + clientFailures,
        ScannerPaths = scannerPaths,
        Probes = probes,
        LimitsReached = limits,
        UserAgents = agents?.Sum() ?? 0,
        BlockedHits = blockedHits,
        ForgedHeaders = forgedHeaders,
        GoodUsers = people?.Count ?? 0,
        NewDevices = newDevices?.Count ?? 0,
    };

    private double SumFailures() => failures + (failuresByName?.Entries().Sum(entry => BeyondSlips(entry.Key, entry.Weight)) ?? 0);

    private double SumPairs() => pairs is null ? 0
        : names is not { HasForgiven: true } ? pairs.Sum()
        : pairs.Entries().GroupBy(pair => pair.Owner).Sum(pairsOfOne => BeyondSlips(pairsOfOne.Key, pairsOfOne.Sum(pair => pair.Weight)));

    private double BeyondSlips(long name, double weight) => names?.IsForgiven(name) is true ? Math.Max(0, weight - Slips) : weight;

    private bool AddHostile(in EventFact fact, float weight, float much)
    {
        switch (fact.Type)
        {
            case SecurityEventType.SignInFailed or SecurityEventType.UnknownUserTried
                or SecurityEventType.LockedSignInRefused or SecurityEventType.DisabledSignInRefused:
                AddFailure(fact, weight, much);
                break;
            case SecurityEventType.RefreshTokenReused or SecurityEventType.AuthorizationCodeReused:
                (reuse ??= new()).Add(fact.Subject ?? fact.Name ?? 0, weight);
                break;
            case SecurityEventType.InvalidTokenPresented or SecurityEventType.GrantRefused or SecurityEventType.ForeignTokenRefused
                or SecurityEventType.PasswordResetRefused:
                // One that was good once counts once for its owner: a program that has not noticed its end sends it many times.
                Count(ref tokens, ref anonymousTokens, fact.Name ?? fact.Subject, weight, much);
                break;
            case SecurityEventType.ClientAuthenticationFailed or SecurityEventType.UnknownClientPresented:
                Count(ref clientSecrets, ref clientFailures, fact.Pair, weight, much);
                break;
            case SecurityEventType.ScannerPathRequested:
                scannerPaths += much;
                break;
            case SecurityEventType.PathTraversalTried or SecurityEventType.InjectionProbed:
                probes += much;
                break;
            case SecurityEventType.RateLimitReached:
                limits += much;
                break;
            case SecurityEventType.BlockedAddressRefused:
                blockedHits += much;
                break;
            case SecurityEventType.ProxyHeadersForged:
                forgedHeaders += much;
                break;
            default:
                return false;
        }

        return true;
    }

    private void AddFailure(in EventFact fact, float weight, float much)
    {
        if (fact.Name is not { } name || !(failuresByName ??= new()).AddUp(name, much))
        {
            failures += much;
        }
        else
        {
            (names ??= new()).Add(name, weight);
            if (fact.Type == SecurityEventType.UnknownUserTried)
            {
                (unknownNames ??= new()).Add(name, weight);
            }
        }

        if (fact.Subject is { } subject)
        {
            (accounts ??= new()).Add(subject, weight);
        }

        if (fact.Pair is { } pair)
        {
            (pairs ??= new()).Add(pair, weight, fact.Name ?? 0);
        }
    }

    // Whoever gets in with the name that failed before, or will fail later, is its owner.
    private void Resolve(in EventFact fact)
    {
        AddPerson(fact.Subject);
        if (fact.Name is { } name)
        {
            (names ??= new()).Forgive(name);
        }

        if (fact.Subject is { } subject)
        {
            (accounts ??= new()).Forgive(subject);
        }
    }

    private void AddPerson(long? subject)
    {
        if (subject is { } person)
        {
            (people ??= new(MostPeople)).Add(person, 1);
        }
    }

    private static void Count(ref WeightedSet? distinct, ref float anonymous, long? key, float weight, float much)
    {
        if (key is { } known)
        {
            (distinct ??= new()).Add(known, weight);
        }
        else
        {
            anonymous += much;
        }
    }
}
