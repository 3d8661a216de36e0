using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;

namespace Cosmo.Identity.Tests.Threats.Traffic;

/// <summary>
/// Answers deeds as the product does, as far as judgement can tell: five failures lock an address and an account for half an hour,
/// a known device has its own count, limits refuse what is too fast, and floods are counted without their names.
/// </summary>
internal sealed class SimulatedServer
{
    private const int FailureLimit = 5;
    private const int LimitPerMinute = 30;
    private const int SinglePerMinute = 60;
    private static readonly TimeSpan CoolOff = TimeSpan.FromMinutes(30);

    private readonly EventKey key = new(new byte[32], new byte[32]);
    private readonly Dictionary<string, (int Failures, TimeSpan Last)> counters = [];
    private readonly Dictionary<(string, SecurityEventType, int), SecurityEvent> floods = [];
    private readonly Dictionary<(string, SecurityEventType, int), int> perMinute = [];
    private readonly Action<TimeSpan, SecurityEvent> onEvent;
    private readonly ObservedSignIns signIns;
    private TimeSpan now;

    public SimulatedServer(Action<TimeSpan, SecurityEvent> onEvent, Action<TimeSpan, ObservedSignIn> onSignIn)
    {
        this.onEvent = onEvent;
        signIns = new ObservedSignIns(key);
        signIns.Subscribe(seen => onSignIn(now, seen));
    }

    public static Guid IdOf(string name)
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name), hash);
        return new Guid(hash[..16]);
    }

    public void Answer(Deed deed)
    {
        now = deed.At;
        var origin = new RequestOrigin(deed.Address, deed.Agent);
        switch (deed.Kind)
        {
            case DeedKind.SignIn:
                SignIn(deed, origin);
                break;
            case DeedKind.Refresh:
                Tell(SecurityEventType.TokensRefreshed, origin, deed);
                break;
            case DeedKind.UnknownToken:
                Tell(SecurityEventType.InvalidTokenPresented, origin, null);
                break;
            case DeedKind.ExpiredToken:
                Tell(SecurityEventType.InvalidTokenPresented, origin, deed);
                break;
            case DeedKind.ReusedToken:
                Tell(SecurityEventType.RefreshTokenReused, origin, deed);
                break;
            case DeedKind.WrongSecret:
                Tell(SecurityEventType.ClientAuthenticationFailed, origin, null);
                break;
            case DeedKind.ScannerPath:
                Tell(SecurityEventType.ScannerPathRequested, origin, null);
                break;
            case DeedKind.Probe:
                Tell(SecurityEventType.PathTraversalTried, origin, null);
                break;
        }
    }

    private void SignIn(Deed deed, RequestOrigin origin)
    {
        var exists = Scenarios.Exists(deed.Name);
        if (IsTooFast(origin.LimitKey))
        {
            signIns.Note(origin, deed.Name, deed.Password, ObservedOutcome.Refused, deed.OnKnownDevice);
            Tell(SecurityEventType.RateLimitReached, origin, null);
            return;
        }

        string[] keys = deed.OnKnownDevice ? ["device:" + deed.Name] : ["ip:" + origin.LimitKey, "user:" + deed.Name];
        if (keys.Any(IsLocked))
        {
            signIns.Note(origin, deed.Name, deed.Password, ObservedOutcome.Refused, deed.OnKnownDevice);
            Tell(exists ? SecurityEventType.LockedSignInRefused : SecurityEventType.UnknownUserTried, origin, deed);
        }
        else if (exists && deed.Password == Scenarios.PasswordOf(deed.Name))
        {
            counters.Remove(keys[^1]);
            signIns.Note(origin, deed.Name, deed.Password, ObservedOutcome.Succeeded, deed.OnKnownDevice);
            Tell(SecurityEventType.SignedIn, origin, deed);
            if (!deed.OnKnownDevice)
            {
                Tell(SecurityEventType.NewDeviceUsed, origin, deed);
            }
        }
        else
        {
            foreach (var counter in keys)
            {
                counters[counter] = (counters.GetValueOrDefault(counter).Failures + 1, now);
            }

            signIns.Note(origin, deed.Name, deed.Password, ObservedOutcome.Failed, deed.OnKnownDevice);
            Tell(exists ? SecurityEventType.SignInFailed : SecurityEventType.UnknownUserTried, origin, deed);
        }
    }

    private bool IsLocked(string counter)
    {
        if (!counters.TryGetValue(counter, out var state))
        {
            return false;
        }

        if (now - state.Last > CoolOff)
        {
            counters.Remove(counter);
            return false;
        }

        return state.Failures >= FailureLimit;
    }

    private bool IsTooFast(string address)
    {
        var place = (address, SecurityEventType.RateLimitReached, (int)now.TotalMinutes);
        return (perMinute[place] = perMinute.GetValueOrDefault(place) + 1) > LimitPerMinute;
    }

    private void Tell(SecurityEventType type, RequestOrigin origin, Deed? deed)
    {
        var place = (origin.LimitKey + "#", type, (int)now.TotalMinutes);
        var number = perMinute[place] = perMinute.GetValueOrDefault(place) + 1;
        if (number > SinglePerMinute && floods.TryGetValue(place, out var flood))
        {
            flood.Count++;
            return;
        }

        var fact = SecurityEvent.Of(type, origin, null);
        fact.AgentHash = key.Hide(origin.UserAgent);
        if (number > SinglePerMinute)
        {
            floods[place] = fact;
        }
        else if (deed is not null)
        {
            fact.NameHash = deed.Kind == DeedKind.SignIn ? key.Hide(deed.Name) : null;
            fact.PairHash = deed.Kind == DeedKind.SignIn ? key.Hide($"{deed.Name}\0{deed.Password}") : null;
            fact.SubjectId = Scenarios.Exists(deed.Name) ? IdOf(deed.Name) : null;
        }

        onEvent(now, fact);
    }
}
