using Cosmo.Identity.Accounts.StepUp;
using Cosmo.Identity.Sessions;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Accounts.StepUp;

/// <summary>A proof counts by its time and by its method, both (V077).</summary>
public sealed class ProofDemandTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "pwd", true)]
    [InlineData(299, "pwd", true)]
    [InlineData(300, "pwd", false)]
    [InlineData(86_400, "pwd", false)]
    [InlineData(-2, "pwd", true)]
    [InlineData(-300, "pwd", false)]
    [InlineData(10, "otp pwd", true)]
    [InlineData(10, "otp", false)]
    [InlineData(10, "pwdx", false)]
    [InlineData(10, "", false)]
    [InlineData(10, null, false)]
    [InlineData(null, "pwd", false)]
    public void The_password_must_have_been_given_less_than_five_minutes_ago(int? secondsAgo, string? method, bool isMet)
    {
        var session = Session(secondsAgo, method);

        ProofDemand.Password.IsMetBy(session, Now).ShouldBe(isMet);
    }

    [Theory]
    [InlineData("pwd", false)]
    [InlineData("otp", false)]
    [InlineData("otp mfa pwd", true)]
    public void A_demand_for_more_is_not_met_by_less(string method, bool isMet)
    {
        var demand = new ProofDemand(TimeSpan.FromMinutes(5), "pwd", "mfa");

        demand.IsMetBy(Session(1, method), Now).ShouldBe(isMet);
    }

    private static BrowserSession Session(int? secondsAgo, string? method) =>
        new(Guid.NewGuid(), Guid.NewGuid(), "ada", Now, Now, "pwd", "", secondsAgo is { } seconds ? Now.AddSeconds(-seconds) : null, method);
}
