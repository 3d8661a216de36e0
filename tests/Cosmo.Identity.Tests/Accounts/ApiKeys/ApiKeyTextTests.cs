using Cosmo.Identity.Accounts.ApiKeys;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.ApiKeys;

/// <summary>A key can be found by scanners, a slip in it costs no query, and nobody guesses one (ADM-05).</summary>
public sealed class ApiKeyTextTests
{
    [Fact]
    public void A_key_has_its_form_its_hash_and_256_random_bits()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => ApiKeyText.New()).ToList();


        keys.ShouldAllBe(key => ApiKeyText.HasForm(key.Text) && ApiKeyText.HashOf(key.Text) == key.Hash && key.Text.StartsWith(key.Hint));
        keys.Select(key => key.Text).ShouldBeUnique();
        keys[0].Text.ShouldMatch("^cosmo_[0-9A-Za-z]{49}$");
        (Math.Log2(62) * 43).ShouldBeGreaterThan(256);
        keys[0].Hint.Length.ShouldBe(10);
        // Each place takes each letter: nothing of it is fixed but the prefix.
        Enumerable.Range(6, 43).ShouldAllBe(place => keys.Select(key => key.Text[place]).Distinct().Count() > 50);
    }

    [Theory]
    [InlineData("cosmo_0000000000000000000000000000000000000000000", true)]
    [InlineData("cosmo_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", true)]
    public void The_checksum_is_crc_32c_in_base_62(string body, bool expected)
    {
        // Counted bit by bit, as RFC 9260 has it, and not by the processor.
        var crc = uint.MaxValue;
        foreach (var character in body)
        {
            crc ^= character;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        var rest = ~crc;
        var checksum = "";
        for (var i = 0; i < 6; i++, rest /= 62)
        {
            checksum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(int)(rest % 62)] + checksum;
        }


        ApiKeyText.HasForm(body + checksum).ShouldBe(expected);
    }

    [Fact]
    public void Every_single_slip_is_found()
    {
        var key = ApiKeyText.New().Text;


        for (var place = 6; place < key.Length; place++)
        {
            ApiKeyText.HasForm(key[..place] + (key[place] == 'a' ? 'b' : 'a') + key[(place + 1)..]).ShouldBeFalse(place.ToString());
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("cosmo_")]
    [InlineData("cosmo_0000000000000000000000000000000000000000000000000")]
    [InlineData("COSMO_0000000000000000000000000000000000000000000000000")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl")]
    [InlineData("Zx81LrYpT5c0dQkq3mWbnE7uGhJ2sVfA9iKoB4tXe6M")]
    public void What_is_no_key_is_none(string? text) => ApiKeyText.HasForm(text).ShouldBeFalse();
}
