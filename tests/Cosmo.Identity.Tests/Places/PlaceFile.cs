using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cosmo.Identity.Tests.Places;

/// <summary>Writes databases in the MaxMind DB format: 24 bits a record, one tree for IPv6 with IPv4 below <c>::/96</c>. Networks may not overlap.</summary>
/// <remarks>https://maxmind.github.io/MaxMind-DB/</remarks>
internal static class PlaceFile
{
    private const int Nothing = -1;

    private static readonly byte[] Marker = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];

    /// <summary>A record in the layout of MaxMind.</summary>
    public static Dictionary<string, object> City(string code, (string En, string? De) country, (string En, string? De) city) => new()
    {
        ["city"] = new Dictionary<string, object> { ["geoname_id"] = 2867714u, ["names"] = Names(city) },
        ["country"] = new Dictionary<string, object> { ["iso_code"] = code, ["names"] = Names(country), ["is_in_european_union"] = true },
        ["location"] = new Dictionary<string, object> { ["accuracy_radius"] = (ushort)20, ["latitude"] = 48.1 },
        ["subdivisions"] = new object[] { new Dictionary<string, object> { ["iso_code"] = "BY" } },
    };

    /// <summary>The bytes of a database.</summary>
    /// <param name="builtAt">When its maker made it.</param>
    /// <param name="rows">What it says of which network.</param>
    public static byte[] Of(DateTimeOffset builtAt, params IReadOnlyList<(string Network, object Record)> rows)
    {
        List<int[]> nodes = [[Nothing, Nothing]];
        using var data = new MemoryStream();
        foreach (var (network, record) in rows)
        {
            // Below nothing there are data, at so many bytes.
            Insert(nodes, IPNetwork.Parse(network), Nothing - 1 - (int)data.Position);
            Write(data, record);
        }

        using var file = new MemoryStream();
        foreach (var record in nodes.SelectMany(node => node))
        {
            var value = record == Nothing ? nodes.Count : record < 0 ? nodes.Count + 16 + Nothing - 1 - record : record;
            file.Write([(byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        }

        file.Write(new byte[16]);
        data.WriteTo(file);
        WriteMetadata(file, nodes.Count, builtAt);
        return file.ToArray();
    }

    /// <summary>Bytes that look like a database from afar, and are none.</summary>
    public static byte[] Damaged() => [.. new byte[1000], .. Marker, 0xFF, 0xFF, 0xFF, 0xFF];

    private static void WriteMetadata(MemoryStream file, int nodes, DateTimeOffset builtAt)
    {
        file.Write(Marker);
        Write(file, new Dictionary<string, object>
        {
            ["binary_format_major_version"] = (ushort)2,
            ["binary_format_minor_version"] = (ushort)0,
            ["build_epoch"] = (ulong)builtAt.ToUnixTimeSeconds(),
            ["database_type"] = "Test-City",
            ["description"] = new Dictionary<string, object> { ["en"] = "Places of nobody" },
            ["ip_version"] = (ushort)6,
            ["languages"] = new object[] { "en", "de" },
            ["node_count"] = (uint)nodes,
            ["record_size"] = (ushort)24,
        });
    }

    private static void Insert(List<int[]> nodes, IPNetwork network, int leaf)
    {
        var isShort = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        byte[] bits = [.. isShort ? new byte[12] : [], .. network.BaseAddress.GetAddressBytes()];
        var length = network.PrefixLength + (isShort ? 96 : 0);
        for (var (node, index) = (0, 0); index < length; index++)
        {
            var side = (bits[index / 8] >> (7 - (index % 8))) & 1;
            if (index == length - 1)
            {
                nodes[node][side] = leaf;
            }
            else if (nodes[node][side] == Nothing)
            {
                nodes.Add([Nothing, Nothing]);
                nodes[node][side] = nodes.Count - 1;
            }

            node = Math.Max(nodes[node][side], 0);
        }
    }

    private static void Write(MemoryStream data, object value)
    {
        switch (value)
        {
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                WriteHead(data, 2, bytes.Length);
                data.Write(bytes);
                break;
            case double number:
                WriteNumber(data, 3, BitConverter.DoubleToUInt64Bits(number), 8);
                break;
            case ushort number:
                WriteNumber(data, 5, number, 2);
                break;
            case uint number:
                WriteNumber(data, 6, number, 4);
                break;
            case Dictionary<string, object> map:
                WriteHead(data, 7, map.Count);
                foreach (var (key, member) in map)
                {
                    Write(data, key);
                    Write(data, member);
                }

                break;
            case ulong number:
                WriteNumber(data, 9, number, 8);
                break;
            case object[] items:
                WriteHead(data, 11, items.Length);
                foreach (var item in items)
                {
                    Write(data, item);
                }

                break;
            case bool flag:
                WriteHead(data, 14, flag ? 1 : 0);
                break;
            default:
                throw new ArgumentException($"No type for {value.GetType()}.", nameof(value));
        }
    }

    private static void WriteHead(MemoryStream data, int type, int size)
    {
        data.WriteByte((byte)(((type > 7 ? 0 : type) << 5) | Math.Min(size, 29)));
        if (type > 7)
        {
            data.WriteByte((byte)(type - 7));
        }

        if (size >= 29)
        {
            data.WriteByte(checked((byte)(size - 29)));
        }
    }

    private static void WriteNumber(MemoryStream data, int type, ulong number, int size)
    {
        WriteHead(data, type, size);
        for (var shift = 8 * (size - 1); shift >= 0; shift -= 8)
        {
            data.WriteByte((byte)(number >> shift));
        }
    }

    private static Dictionary<string, object> Names((string En, string? De) names) =>
        names.De is null ? new() { ["en"] = names.En } : new() { ["de"] = names.De, ["en"] = names.En, ["ja"] = "ミュンヘン" };
}
