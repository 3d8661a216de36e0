using System.Text.RegularExpressions;
using Shouldly;

namespace Cosmo.Identity.Tests.Harness;

/// <summary>What the protocol says about every answer of a kind, checked wherever a test expects that kind.</summary>
public static partial class AnswerAssertions
{
    /// <summary>200.</summary>
    public static Answer ShouldSucceed(this Answer answer)
    {
        answer.Status.ShouldBe(200, answer.ToString());
        return answer;
    }

    /// <summary>An OAuth error in JSON (RFC 6749 §5.2) with a description of printable characters only (O-16).</summary>
    public static Answer ShouldFail(this Answer answer, int status, params string[] errors)
    {
        answer.Status.ShouldBe(status, answer.ToString());
        answer.MediaType.ShouldBe("application/json", answer.ToString());
        errors.ShouldContain(answer.Text("error"), answer.ToString());
        if (answer.Has("error_description"))
        {
            answer.Text("error_description").ShouldMatch(PrintableDescription().ToString(), answer.ToString());
        }

        if (status == 401)
        {
            // RFC 9110 §11.6.1 and O-15: a 401 names the scheme that would have been accepted.
            answer.Header("WWW-Authenticate").ShouldNotBeNull(answer.ToString());
        }

        return answer;
    }

    /// <summary>A transient fault (D13): 503, when to come back, and the protocol's word for it, never an empty body.</summary>
    public static Answer ShouldBeTransientFault(this Answer answer)
    {
        answer.Status.ShouldBe(503, answer.ToString());
        answer.Header("Retry-After").ShouldNotBeNull(answer.ToString());
        answer.Text("error").ShouldBe("temporarily_unavailable", answer.ToString());
        return answer;
    }

    /// <summary>Exactly <c>{"active":false}</c>, with no reason (RFC 7662 §2.2).</summary>
    public static void ShouldBeInactive(this Answer answer)
    {
        answer.Status.ShouldBe(200, answer.ToString());
        answer.Json.GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal).ShouldBe("{\"active\":false}", answer.ToString());
    }

    /// <summary>An active introspection.</summary>
    public static Answer ShouldBeActive(this Answer answer)
    {
        answer.ShouldSucceed();
        answer.IsActive.ShouldBeTrue(answer.ToString());
        return answer;
    }

    /// <summary>Refused as a bearer token (RFC 6750 §3.1).</summary>
    public static Answer ShouldRefuseBearer(this Answer answer)
    {
        answer.Status.ShouldBe(401, answer.ToString());
        (answer.Header("WWW-Authenticate") ?? "").ShouldStartWith("Bearer", customMessage: answer.ToString());
        return answer;
    }

    [GeneratedRegex(@"^[\x20-\x21\x23-\x5B\x5D-\x7E]*$", RegexOptions.None, 1000)]
    private static partial Regex PrintableDescription();
}
