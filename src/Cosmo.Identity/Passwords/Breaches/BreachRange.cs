using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Cosmo.Identity.Passwords.Breaches;

/// <summary>
/// Asks a range service in the format of Have I Been Pwned: five digits of the hash go out, the suffixes of all breached passwords
/// with that beginning come back, and the comparison is made here. What answers is not trusted: little time, little room, no redirects.
/// </summary>
internal sealed class BreachRange : IDisposable
{
    /// <summary>The digits that are sent: one of a million, shared by hundreds of breached passwords.</summary>
    private const int PrefixLength = 5;

    /// <summary>A padded range has some 40 KB.</summary>
    private const int LargestAnswer = 512 * 1024;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789ABCDEFabcdef");

    private readonly Uri? address;
    private readonly HttpClient http;

    public BreachRange(BreachCheckOptions options)
    {
        address = options.Address;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            MaxResponseContentBufferSize = LargestAnswer,
            // From the first byte out to the last one in.
            Timeout = options.Timeout,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("cosmo-identity", null));
        // So that the size of the answer does not tell eavesdroppers which range was asked for.
        http.DefaultRequestHeaders.Add("Add-Padding", "true");
    }

    /// <summary>Whether there is anybody to ask.</summary>
    public bool IsSetUp => address is not null;

    /// <summary>Never throws but for <paramref name="cancellationToken"/>.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The service's format. Nothing is protected by it; the password is stored as Argon2id.")]
    public async Task<BreachAnswer> AskAsync(string password, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
        try
        {
            using var response = await http.GetAsync(new Uri($"{address}/{hash[..PrefixLength]}"), cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? Read(await response.Content.ReadAsStringAsync(cancellationToken), hash.AsSpan(PrefixLength))
                : new BreachAnswer.Failed(string.Create(CultureInfo.InvariantCulture, $"it answered {(int)response.StatusCode}"));
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new BreachAnswer.Failed("it did not answer in time");
        }
        catch (HttpRequestException exception)
        {
            return new BreachAnswer.Failed(exception.HttpRequestError switch
            {
                HttpRequestError.ConfigurationLimitExceeded => "its answer is too long",
                HttpRequestError.NameResolutionError => "its name cannot be resolved",
                HttpRequestError.ConnectionError => "it cannot be reached",
                HttpRequestError.SecureConnectionError => "its certificate or TLS is not accepted",
                _ => "its answer broke off or is no HTTP",
            });
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>Lines of 35 hexadecimal digits, a colon and a count; padding has the count 0.</summary>
    private static BreachAnswer Read(string text, ReadOnlySpan<char> suffix)
    {
        var (isBreached, isEmpty) = (false, true);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
            {
                continue;
            }

            if (line.Length <= suffix.Length + 1 || line[suffix.Length] != ':' || !long.TryParse(line[(suffix.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || line[..suffix.Length].ContainsAnyExcept(Hexadecimal))
            {
                return new BreachAnswer.Failed("its answer is not in the format of a range");
            }

            isEmpty = false;
            isBreached |= count > 0 && line[..suffix.Length].Equals(suffix, StringComparison.OrdinalIgnoreCase);
        }

        return isEmpty ? new BreachAnswer.Failed("its answer is empty") : new BreachAnswer.Known(isBreached);
    }
}
