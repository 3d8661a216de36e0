using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats.Detection;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats;

/// <summary>Each rule at its threshold, one below it, and beside good users.</summary>
public sealed class AddressRuleTests
{
    private static readonly DetectionOptions Options = new();

    [Theory]
    [InlineData(14, 0, false)]
    [InlineData(15, 0, true)]
    [InlineData(15, 1, false)]
    [InlineData(54, 40, false)]
    [InlineData(55, 40, true)]
    public void One_password_on_many_names_is_a_spray(int names, int goodUsers, bool speaks) =>
        Speaks(AddressRule.PasswordSpray(new AddressPicture { UnresolvedNames = names, NamesWithOnePassword = names, GoodUsers = goodUsers }, Options))
            .ShouldBe(speaks ? SecurityEventType.PasswordSprayDetected : null);

    [Theory]
    [InlineData(24, 0, false)]
    [InlineData(25, 0, true)]
    [InlineData(64, 40, false)]
    [InlineData(65, 40, true)]
    public void Many_names_that_fail_are_stuffing(int names, int goodUsers, bool speaks) =>
        Speaks(AddressRule.CredentialStuffing(new AddressPicture { UnresolvedNames = names, GoodUsers = goodUsers }, Options))
            .ShouldBe(speaks ? SecurityEventType.CredentialStuffingDetected : null);

    [Theory]
    [InlineData(39, false)]
    [InlineData(40, true)]
    public void Many_passwords_on_few_names_are_guessing(int pairs, bool speaks) =>
        (AddressRule.PasswordGuessing(new AddressPicture { UnresolvedNames = 1, Pairs = pairs }, Options) is { Blocks: true }).ShouldBe(speaks);

    [Theory]
    [InlineData(49, false)]
    [InlineData(50, true)]
    public void Many_bad_tokens_are_a_scan_for_tokens(int tokens, bool speaks) =>
        Speaks(AddressRule.TokenScan(new AddressPicture { BadTokens = tokens }, Options)).ShouldBe(speaks ? SecurityEventType.TokenScanDetected : null);

    [Theory]
    [InlineData(2, 0, false)]
    [InlineData(3, 0, true)]
    [InlineData(3, 40, true)]
    public void Reused_tokens_of_several_people_are_stolen(int people, int goodUsers, bool speaks) =>
        (AddressRule.StolenTokens(new AddressPicture { StolenTokens = people, GoodUsers = goodUsers }, Options) is { Blocks: true }).ShouldBe(speaks);

    [Theory]
    [InlineData(1, false)]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void One_hit_on_a_scanner_path_is_a_stray_link_and_many_are_a_scan(int probes, bool speaks) =>
        (AddressRule.Scan(new AddressPicture { Probes = probes }, Options) is { Blocks: true }).ShouldBe(speaks);

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void Many_addresses_on_one_account_are_an_attack_on_it_and_block_nobody(int addresses, bool speaks) =>
        (AccountUnderAttackRule.Judge(addresses, Options) is { Blocks: false, Event: SecurityEventType.AccountUnderAttack }).ShouldBe(speaks);

    [Fact]
    public void No_rule_judges_a_crowd()
    {
        var crowd = new AddressPicture
        {
            UnresolvedNames = 500,
            NamesWithOnePassword = 500,
            Pairs = 500,
            BadTokens = 500,
            StolenTokens = 500,
            Probes = 5000,
            GoodUsers = 256,
            IsCrowd = true,
        };


        AddressRule.All.ShouldAllBe(rule => rule.Judge(crowd, Options) == null);
    }

    private static SecurityEventType? Speaks(Verdict? verdict) => verdict?.Event;
}
