using System.Globalization;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Cosmo.Identity.RateLimits;

/// <summary>Counters in Redis: one script decides all rules of a request at once, by the clock of Redis.</summary>
internal sealed class RedisCounters(ConfigurationOptions options) : ISharedCounters, IHostedService, IAsyncDisposable
{
    /// <summary>The braces make all keys one hash slot, so that a cluster runs the script too.</summary>
    private const string Prefix = "cosmo:{limits}:";

    /// <summary>How long a start waits for Redis.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(2);

    private Task<ConnectionMultiplexer>? connecting;

    // The client sends the hash of the script and, to a server that does not know it yet, the script itself.
    // Hits are kept as "time:count" in microseconds, oldest first. A hit from the future tells of a clock that was set back: it is
    // taken for one of now, which neither locks for long nor forgets.
    private const string Script =
        """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local take = ARGV[1] == '1'
        local allowed = true
        local rules = {}
        for i = 1, #KEYS do
          local rule = {
            limit = tonumber(ARGV[4 * i - 2]), window = tonumber(ARGV[4 * i - 1]), grain = tonumber(ARGV[4 * i]), once = ARGV[4 * i + 1],
            hits = {}, used = 0, news = 0
          }
          local row = redis.call('HMGET', KEYS[i], 'hits', 'once', 'told')
          if row[1] then
            for at, count in string.gmatch(row[1], '(%d+):(%d+)') do
              at = tonumber(at)
              if at > now + rule.grain then
                at = now + rule.grain
                rule.moved = true
              end
              count = tonumber(count)
              if now - at < rule.window then
                rule.hits[#rule.hits + 1] = { at, count }
                rule.used = rule.used + count
              end
            end
          end
          rule.again = rule.once ~= '' and row[2] == rule.once and rule.used > 0
          rule.refused = rule.used >= rule.limit and not rule.again
          if rule.refused then
            allowed = false
            local told = row[3] and tonumber(row[3]) or 0
            if now >= told or told > now + rule.window then
              rule.news = 1
              redis.call('HSET', KEYS[i], 'told', string.format('%.0f', now + rule.window))
            end
          end
          rules[i] = rule
        end
        local answer = {}
        for i, rule in ipairs(rules) do
          local hit = take and allowed and not rule.again
          if hit then
            local at = now
            if rule.grain > 1 then at = (math.floor(now / rule.grain) + 1) * rule.grain end
            local last = rule.hits[#rule.hits]
            if last and last[1] >= at then
              last[2] = last[2] + 1
            else
              rule.hits[#rule.hits + 1] = { at, 1 }
            end
            rule.used = rule.used + 1
            redis.call('HSET', KEYS[i], 'once', rule.once)
          end
          if hit or rule.moved then
            local text = {}
            for j, kept in ipairs(rule.hits) do text[j] = string.format('%.0f:%d', kept[1], kept[2]) end
            redis.call('HSET', KEYS[i], 'hits', table.concat(text, ','))
            redis.call('PEXPIRE', KEYS[i], math.ceil((rule.window + rule.grain) / 1000) + 1000)
          end
          local left = rule.used
          local free = 0
          for _, kept in ipairs(rule.hits) do
            left = left - kept[2]
            if left < rule.limit then
              free = kept[1] + rule.window - now
              break
            end
          end
          answer[#answer + 1] = rule.refused and 1 or 0
          answer[#answer + 1] = rule.used
          answer[#answer + 1] = free
          answer[#answer + 1] = rule.news
        end
        return answer
        """;

    public async Task<RateLimitAnswer> DecideAsync(RateLimitRule[] rules, bool take)
    {
        if (connecting is not { IsCompletedSuccessfully: true } connected || !connected.Result.IsConnected)
        {
            throw new SharedCountersException("Redis is not connected.");
        }

        try
        {
            var answer = (long[])(await connected.Result.GetDatabase().ScriptEvaluateAsync(Script, Keys(rules), Values(rules, take)))!;
            var verdicts = new RateLimitVerdict[rules.Length];
            for (var i = 0; i < rules.Length; i++)
            {
                verdicts[i] = new RateLimitVerdict(answer[4 * i] == 1, (int)answer[(4 * i) + 1], answer[(4 * i) + 2], answer[(4 * i) + 3] == 1);
            }

            return new RateLimitAnswer(verdicts);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException or InvalidCastException)
        {
            throw new SharedCountersException(exception.Message, exception);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        connecting = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            await connecting.WaitAsync(StartPatience, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or RedisException)
        {
            // It goes on trying; the first request that misses it says so.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (connecting is { IsCompletedSuccessfully: true } connected)
        {
            await connected.Result.DisposeAsync();
        }
    }

    private static RedisKey[] Keys(RateLimitRule[] rules) => Array.ConvertAll(rules, rule => (RedisKey)$"{Prefix}{rule.Key:x32}");

    private static RedisValue[] Values(RateLimitRule[] rules, bool take)
    {
        var values = new RedisValue[1 + (4 * rules.Length)];
        values[0] = take ? 1 : 0;
        for (var i = 0; i < rules.Length; i++)
        {
            values[(4 * i) + 1] = rules[i].Limit;
            values[(4 * i) + 2] = rules[i].Window;
            values[(4 * i) + 3] = rules[i].Grain;
            values[(4 * i) + 4] = rules[i].Once == default ? "" : rules[i].Once.ToString("x32", CultureInfo.InvariantCulture);
        }

        return values;
    }
}
