namespace Cosmo.Identity.Tests.Harness;

/// <summary>How often the costly tests repeat: little in the suite, as much as wanted when the environment says so.</summary>
public static class Effort
{
    /// <summary>Rounds of a race per database (<c>COSMO_TEST_RACE_ROUNDS</c>).</summary>
    public static int RaceRounds { get; } = Read("COSMO_TEST_RACE_ROUNDS", 5);

    /// <summary>The same of races with a long way to each round, one in the suite.</summary>
    public static int LongRaceRounds { get; } = Read("COSMO_TEST_RACE_ROUNDS", 1);

    /// <summary>Times a server is killed per database (<c>COSMO_TEST_CRASH_ROUNDS</c>).</summary>
    public static int CrashRounds { get; } = Read("COSMO_TEST_CRASH_ROUNDS", 2);

    /// <summary>Rows among which a prune works beside requests (<c>COSMO_TEST_PRUNE_ROWS</c>).</summary>
    public static int PruneRows { get; } = Read("COSMO_TEST_PRUNE_ROWS", 50_000);

    /// <summary>Events of the window that a scoring run looks at (<c>COSMO_TEST_SCORING_EVENTS</c>).</summary>
    public static int ScoringEvents { get; } = Read("COSMO_TEST_SCORING_EVENTS", 30_000);

    private static int Read(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : usual;
}
