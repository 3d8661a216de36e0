using Cosmo.Identity.Jobs;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Jobs;

/// <summary>Whose run it is: one of all nodes, once in a period, and never two at once.</summary>
public sealed class JobRunsTests(Servers servers)
{
    private static readonly RecurringJob Job = new("Count", TimeSpan.FromMinutes(10), (_, _) => Task.FromResult(7L));

    [Theory]
    [BothDatabases]
    public async Task Of_many_that_claim_at_once_one_runs(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        await using var other = house.NewNode();
        JobRuns[] nodes = [house.Get<JobRuns>(), other.GetRequiredService<JobRuns>()];

        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() => nodes[number % 2].ClaimAsync(Job, CancellationToken.None))));

        claims.OfType<JobRun>().ShouldHaveSingleItem();
    }

    [Theory]
    [BothDatabases]
    public async Task It_is_due_again_after_its_period_and_not_before(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        await house.Get<JobRunner>().RunDueAsync(Job, CancellationToken.None);
        house.Clock.Pass(TimeSpan.FromMinutes(8));
        await house.Get<JobRunner>().RunDueAsync(Job, CancellationToken.None);
        (await RunsAsync(house)).ShouldBe(1);


        house.Clock.Pass(TimeSpan.FromMinutes(2));
        await house.Get<JobRunner>().RunDueAsync(Job, CancellationToken.None);


        (await RunsAsync(house)).ShouldBe(2);
    }

    [Theory]
    [BothDatabases]
    public async Task A_clock_put_back_stops_no_job(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        await house.Get<JobRunner>().RunDueAsync(Job, CancellationToken.None);
        house.Clock.Put(TimeSpan.FromHours(-5));

        await house.Get<JobRunner>().RunDueAsync(Job, CancellationToken.None);

        (await RunsAsync(house)).ShouldBe(2);
    }

    [Theory]
    [BothDatabases]
    public async Task A_long_run_keeps_others_out_until_it_ends_or_its_node_is_given_up(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        var runs = house.Get<JobRuns>();
        var first = (await runs.ClaimAsync(Job, CancellationToken.None)).ShouldNotBeNull();
        house.Clock.Pass(TimeSpan.FromMinutes(19));
        (await runs.ClaimAsync(Job, CancellationToken.None)).ShouldBeNull("it still runs");
        (await runs.ClaimNowAsync(Job, CancellationToken.None)).ShouldBeNull("by hand neither");


        house.Clock.Pass(TimeSpan.FromMinutes(2));
        var second = await runs.ClaimAsync(Job, CancellationToken.None);


        second.ShouldNotBeNull();
        (await SqlRows.ReadAsync(house.Data, $"SELECT error FROM job_runs WHERE id = {SqlRows.Key(house.Data, first.Id)}"))[0].ShouldContain("ended during");
    }

    [Fact]
    public async Task A_server_that_starts_again_under_the_same_process_id_ends_the_run_it_died_in()
    {
        // As in a container, where the server is process 1 after every start.
        await using var house = await JobHouse.BuildAsync(servers, Database.Sqlite);
        var died = (await house.Get<JobRuns>().ClaimAsync(Job, CancellationToken.None)).ShouldNotBeNull();
        await using var again = house.NewNode();


        await again.GetRequiredService<JobRunner>().BeginAsync(CancellationToken.None);


        (await SqlRows.ReadAsync(house.Data, $"SELECT error FROM job_runs WHERE id = {SqlRows.Key(house.Data, died.Id)}"))[0].ShouldContain("ended during");
    }

    [Theory]
    [BothDatabases]
    [Triggers(SecurityEventType.JobFailed)]
    public async Task A_run_leaves_start_duration_rows_and_a_failure_its_event(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        await house.Get<JobRunner>().RunDueAsync(Job, CancellationToken.None);
        await house.Get<JobRunner>().RunDueAsync(
            new RecurringJob("Break", TimeSpan.FromMinutes(1), (_, _) => throw new InvalidOperationException("a 'quoted' \"reason\"")), CancellationToken.None);


        var done = (await house.Get<JobRuns>().LastAsync("Count", CancellationToken.None)).ShouldNotBeNull();
        var failed = (await house.Get<JobRuns>().LastAsync("Break", CancellationToken.None)).ShouldNotBeNull();


        (done.Rows, done.Error, done.DurationMilliseconds).ShouldBe((7, null, 0));
        failed.Error.ShouldNotBeNull().ShouldContain("reason");
        failed.DurationMilliseconds.ShouldNotBeNull();
        (await SqlRows.ReadAsync(house.Data, "SELECT actor FROM security_events WHERE type = 9004")).ShouldBe(["job:Break"]);
        (await house.Get<JobRuns>().LastDoneAsync("Break", CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [BothDatabases]
    public async Task A_job_that_deletes_does_not_run_after_a_jump(Database database)
    {
        await using var house = await JobHouse.BuildAsync(servers, database);
        var calls = 0;
        var prune = new RecurringJob("Prune", TimeSpan.FromMinutes(1), (_, _) => Task.FromResult((long)++calls)) { DeletesByAge = true };
        await house.Get<JobRunner>().RunDueAsync(prune, CancellationToken.None);
        house.Clock.Put(TimeSpan.FromDays(365));


        await house.Get<JobRunner>().RunDueAsync(prune, CancellationToken.None);


        calls.ShouldBe(1);
        (await house.Get<JobRuns>().LastAsync("Prune", CancellationToken.None))!.Error.ShouldNotBeNull().ShouldContain("Nothing was deleted");
        (await SqlRows.CountAsync(house.Data, "SELECT count(*) FROM security_events WHERE type = 9004")).ShouldBe(0);
    }

    private static Task<long> RunsAsync(JobHouse house) => SqlRows.CountAsync(house.Data, "SELECT count(*) FROM job_runs WHERE job = 'Count'");
}
