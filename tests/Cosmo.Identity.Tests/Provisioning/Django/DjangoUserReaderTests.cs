using System.Text;
using Cosmo.Identity.Provisioning.Django;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Provisioning.Django;

/// <summary>Lines of a dump, good and hostile.</summary>
public sealed class DjangoUserReaderTests
{
    private const string Hash = "pbkdf2_sha256$1000$salt$2jmj7l5rSw0yVb/vlWAYkK/YBwk2jmj7l5rSw0yVb/s=";

    [Fact]
    public void A_line_of_dumpdata_is_a_user()
    {
        var user = Read(
            $$"""
            {"model": "auth.user", "pk": 7, "fields": {"password": "{{Hash}}", "last_login": null, "is_superuser": true, "username": "Ada", "first_name": "Ada", "last_name": "Lovelace",
            """.Replace("\n", "") + """ "email": "ada@example.test", "is_staff": false, "is_active": false, "date_joined": "2019-12-10T08:15:00.123Z", "groups": [1], "user_permissions": []}}""");


        user.UserName.ShouldBe("Ada");
        user.CanonicalName.ShouldBe("ADA");
        user.CanonicalEmail.ShouldBe("ADA@EXAMPLE.TEST");
        (user.GivenName, user.FamilyName).ShouldBe(("Ada", "Lovelace"));
        user.PasswordHash.ShouldBe($"django$0000001000${Hash}");
        user.IsActive.ShouldBeFalse();
        user.IsPrivileged.ShouldBeTrue();
        user.JoinedAt.ShouldBe(new DateTimeOffset(2019, 12, 10, 8, 15, 0, 123, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("""{"username":"ada","password":"!"}""")]
    [InlineData("  {\"username\":\"ada\",\"password\":\"\",\"email\":\"\",\"first_name\":null,\"date_joined\":null} \r")]
    [InlineData("\ufeff{\"username\":\"ada\",\"password\":\"!x\"}")]
    [InlineData("""{"model":"people.person","fields":{"username":"ada","password":"!x","date_joined":"2020-02-03T04:05:06"}}""")]
    public void Plain_objects_other_models_and_missing_fields_are_fine(string line)
    {
        var user = Read(line);


        user.PasswordHash.ShouldBeNull();
        user.Email.ShouldBeNull();
        user.IsActive.ShouldBeTrue();
        user.IsPrivileged.ShouldBeFalse();
    }

    public static TheoryData<string, string> Bad { get; } = new()
    {
        { "{", "is no JSON object on one line" },
        { "null", "is no JSON object" },
        { "\"ada\"", "is no JSON object" },
        { "[", "--format jsonl" },
        { """[{"model":"auth.user","fields":{"username":"ada","password":"!"}}]""", "--format jsonl" },
        { """{"username":"ada","username":"bob","password":"!"}""", "each name once" },
        { """{"username":"ada","password":"\ud800"}""", "is no JSON object on one line" },
        { "{\"username\":\"ada\",\"password\":\"!\"} {\"username\":\"bob\",\"password\":\"!\"}", "is no JSON object on one line" },
        { string.Concat(Enumerable.Repeat("{\"a\":", 5000)), "is no JSON object on one line" },
        { """{"model":"auth.group","fields":{"name":"editors"}}""", "is no user" },
        { """{"username":"ada"}""", "is no user" },
        { """{"username":"","password":"!"}""", "username is empty" },
        { """{"username":7,"password":"!"}""", "username must be a text" },
        { """{"username":"a\u202eda","password":"!"}""", "username must have visible characters only" },
        { """{"username":"ada","password":null,"email":"ada@example.test, eve@example.test"}""", "email must be one e-mail address" },
        { """{"username":"ada","password":"!","email":"ada@example.test\r\nBcc: eve@example.test"}""", "email must be one e-mail address" },
        { """{"username":"ada","password":"!","first_name":"A\u0000da"}""", "first_name must not have control characters" },
        { """{"username":"ada","password":"!","is_active":"false"}""", "is_active must be true or false" },
        { """{"username":"ada","password":"!","is_superuser":null}""", "is_superuser must be true or false" },
        { """{"username":"ada","password":"!","date_joined":"yesterday"}""", "date_joined must be an instant" },
        { """{"username":"ada","password":["!"]}""", "password must be a text" },
        { """{"username":"ada","password":"md5$a$5f4dcc3b5aa765d61d8327deb882cf99"}""", "password is a hash of md5" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_line_is_refused_with_the_reason(string line, string reason) =>
        Parse(line).ShouldBeOfType<DjangoLine.Refused>().Reason.ShouldContain(reason);

    [Fact]
    public void All_that_is_wrong_with_a_line_is_told_at_once_and_no_value_of_it()
    {
        var reason = Parse("""{"username":" ","password":"hunter2hunter2","email":"nobody","is_active":1}""").ShouldBeOfType<DjangoLine.Refused>().Reason;


        reason.Split("; ").Length.ShouldBe(4);
        reason.ShouldNotContain("hunter2");
        reason.ShouldNotContain("nobody");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        DjangoUserReader.Read(new JsonLine(3, [.. "{\"username\":\"ada\",\"password\":\""u8, 0xFF, 0xFE, .. "\"}"u8])).ShouldBeOfType<DjangoLine.Refused>();

    [Fact]
    public async Task A_line_that_is_too_long_is_refused_and_the_next_one_read()
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(
            "{\"username\":\"" + new string('a', 200_000) + "\",\"password\":\"!\"}\n\n{\"username\":\"bob\",\"password\":\"!\"}"));
        var lines = await JsonLines.ReadAsync(file, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);


        lines.Select(line => line.Number).ShouldBe([1, 2, 3]);
        DjangoUserReader.Read(lines[0]).ShouldBeOfType<DjangoLine.Refused>().Reason.ShouldContain("65536 bytes");
        DjangoUserReader.Read(lines[1]).ShouldBeOfType<DjangoLine.Blank>();
        DjangoUserReader.Read(lines[2]).ShouldBeOfType<DjangoLine.Read>().User.UserName.ShouldBe("bob");
    }

    [Fact]
    public async Task A_line_without_end_ends_the_import()
    {
        await using var endless = new Endless();


        var exception = await Should.ThrowAsync<InvalidDataException>(async () => await JsonLines.ReadAsync(endless, TestContext.Current.CancellationToken).ToListAsync());


        exception.Message.ShouldContain("line 1 has no end");
    }

    private static DjangoUser Read(string line) => Parse(line).ShouldBeOfType<DjangoLine.Read>().User;

    private static DjangoLine Parse(string line) => DjangoUserReader.Read(new JsonLine(1, Encoding.UTF8.GetBytes(line)));

    /// <summary>As <c>/dev/zero</c> is.</summary>
    private sealed class Endless : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Clear();
            return new(buffer.Length);
        }
    }
}
