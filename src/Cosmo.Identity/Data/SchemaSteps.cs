namespace Cosmo.Identity.Data;

/// <summary>The names of the migrations, oldest first. Written out: looking for them would load every type of the product at each start.</summary>
internal static class SchemaSteps
{
    private static readonly string[] Sqlite =
    [
        "20261126113711_Initial",
        "20261126145450_AttackProtection",
        "20261126152023_RateLimitCounters",
        "20261126193213_People",
        "20261127025039_OwnAccounts",
        "20261127055411_AdminReading",
        "20261127143633_MailsSentAgain",
        "20261127153803_BlockExemptions",
    ];

    private static readonly string[] PostgreSql =
    [
        "20261126113714_Initial",
        "20261126145515_AttackProtection",
        "20261126152049_RateLimitCounters",
        "20261126193220_People",
        "20261127025103_OwnAccounts",
        "20261127055430_AdminReading",
        "20261127143640_MailsSentAgain",
        "20261127153852_BlockExemptions",
    ];

    /// <summary>The steps that this program brings for a database.</summary>
    public static IReadOnlyList<string> Of(DatabaseProvider provider) => provider == DatabaseProvider.Sqlite ? Sqlite : PostgreSql;
}
