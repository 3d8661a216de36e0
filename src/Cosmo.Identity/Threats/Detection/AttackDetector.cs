namespace Cosmo.Identity.Threats.Detection;

/// <summary>Something that a rule saw.</summary>
/// <param name="Verdict">What the rule says.</param>
/// <param name="Subscriber">Who did it; null where it was many.</param>
/// <param name="Subject">Whom it is done to; null where it is many.</param>
internal sealed record Detection(Verdict Verdict, Subscriber? Subscriber, Guid? Subject);

/// <summary>
/// Keeps the recent past of addresses and accounts in bounded memory and asks the rules after each fact. For one thread; time
/// comes from outside, so that the same facts always lead to the same detections.
/// </summary>
internal sealed class AttackDetector(DetectionOptions options)
{
    private readonly RecentlyUsed<Subscriber, AddressWindow> addresses = new(options.MostWatched, () => new AddressWindow(options));
    private readonly RecentlyUsed<long, AccountWindow> accounts = new(options.MostWatched, () => new AccountWindow());

    /// <param name="signal">The fact.</param>
    /// <param name="now">Time since any moment, never running backwards.</param>
    public IReadOnlyList<Detection> Observe(in Signal signal, TimeSpan now)
    {
        var byAddress = JudgeAddress(signal, now);
        var ofAccount = JudgeAccount(signal, now);
        return (byAddress, ofAccount) switch
        {
            (null, null) => [],
            ({ } one, null) => [one],
            (null, { } one) => [one],
            ({ } one, { } other) => [one, other],
        };
    }

    private Detection? JudgeAddress(in Signal signal, TimeSpan now)
    {
        var address = addresses[signal.Subscriber];
        address.Add(signal, now);
        if (signal.Kind is SignalKind.Success or SignalKind.Person)
        {
            return null;
        }

        var picture = address.Picture(now);
        foreach (var rule in AddressRule.All)
        {
            if (rule.Judge(picture, options) is { } verdict && !address.HasHeard(rule.Name, now))
            {
                address.Silence(rule.Name, now);
                return new Detection(verdict, signal.Subscriber, null);
            }
        }

        return null;
    }

    private Detection? JudgeAccount(in Signal signal, TimeSpan now)
    {
        if (signal.Kind is not (SignalKind.Failure or SignalKind.Success) || signal.Name is not { } name)
        {
            return null;
        }

        // Somebody who only ever gets in needs no place.
        if (signal.Kind is SignalKind.Success && !accounts.TryGet(name, out _))
        {
            return null;
        }

        var account = accounts[name];
        account.Add(signal, now);
        if (account.Subject is not { } subject || AccountUnderAttackRule.Judge(account.Addresses(now, options.Window), options) is not { } verdict)
        {
            return null;
        }

        account.Silence(now + options.Window);
        return new Detection(verdict, null, subject);
    }
}
