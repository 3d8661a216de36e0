using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Cosmo.Identity.Requests;

/// <summary>Where a request comes from: the client's one canonical address, and the device it says it is. The only reader of both.</summary>
internal sealed class RequestOrigin
{
    private const int LongestUserAgent = 512;

    private readonly string _rawUserAgent;
    private string? _addressText;
    private string? _limitKey;
    private string? _userAgent;
    private Device? _device;

    public RequestOrigin(IPAddress address, string userAgent)
    {
        Address = CanonicalAddress.Of(address);
        _rawUserAgent = userAgent;
    }

    /// <summary>IPv4-mapped addresses are unfolded and zones dropped, so that equal clients have equal addresses.</summary>
    public IPAddress Address { get; }

    public string AddressText => _addressText ??= Address.ToString();

    /// <summary>What rate limits count by: the IPv4 address, or the /64 of an IPv6 one.</summary>
    public string LimitKey => _limitKey ??= CanonicalAddress.LimitKey(Address);

    /// <summary>At most 512 characters, control characters escaped: fit for logs and pages. Claimed by the client, never proof of anything.</summary>
    public string UserAgent => _userAgent ??= Printable(_rawUserAgent);

    public Device Device => _device ??= DeviceDetector.Detect(_rawUserAgent);

    /// <summary>What was said of proxies, believed or not; null outside the pipeline.</summary>
    public ProxyClaims? Claims { get; init; }

    /// <summary>The origin that <see cref="RequestsModule.UseRequestOrigin"/> found; without it, the socket's peer.</summary>
    public static RequestOrigin Of(HttpContext context)
    {
        if (context.Features.Get<RequestOrigin>() is { } known)
        {
            return known;
        }

        var origin = new RequestOrigin(PeerOf(context), context.Request.Headers.UserAgent.ToString());
        context.Features.Set(origin);
        return origin;
    }

    /// <summary>The other end of the socket, canonical; the unspecified address where there is no socket (tests in memory, Unix sockets).</summary>
    public static IPAddress PeerOf(HttpContext context) =>
#pragma warning disable RS0030 // This type is the door that the ban points to.
        context.Connection.RemoteIpAddress is { } peer ? CanonicalAddress.Of(peer) : IPAddress.Any;
#pragma warning restore RS0030

    private static string Printable(string text)
    {
        var cut = text.AsSpan(0, Math.Min(text.Length, LongestUserAgent));
        if (!cut.ContainsAnyExceptInRange(' ', '~'))
        {
            return cut.Length == text.Length ? text : cut.ToString();
        }

        var printable = new StringBuilder(cut.Length + 16);
        foreach (var rune in cut.EnumerateRunes())
        {
            // Format characters too: a right-to-left override would let a device name rewrite the line it stands in.
            if (Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator)
            {
                printable.Append($"\\u{rune.Value:x4}");
            }
            else
            {
                printable.Append(rune.ToString());
            }
        }

        return printable.Length <= LongestUserAgent ? printable.ToString() : printable.ToString(0, LongestUserAgent);
    }
}
