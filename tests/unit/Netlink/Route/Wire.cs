using Margay.Netlink;

namespace Margay.Tests.Unit.Netlink.Route;

/// <summary>Literal bytes for wire tests: hexadecimal in as many pieces as there are fields.</summary>
internal static class Wire
{
    public static byte[] Bytes(params string[] pieces) =>
        Convert.FromHexString(string.Concat(pieces).Replace(" ", "", StringComparison.Ordinal));

    public static string Written(Action<NetlinkWriter> write)
    {
        var writer = new NetlinkWriter();
        write(writer);
        return Convert.ToHexString(writer.Written);
    }

    public static string Expected(params string[] pieces) => Convert.ToHexString(Bytes(pieces));

    /// <summary>Hands out random payloads, most of them beginning like something that could be right.</summary>
    public static IEnumerable<byte[]> Noise(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = new byte[random.Next(0, 96)];
            random.NextBytes(bytes);
            if (bytes.Length > 20 && i % 2 == 0)
            {
                bytes[0] = i % 4 == 0 ? (byte)2 : (byte)10;
                bytes[12] = (byte)random.Next(4, 24);
                bytes[13] = 0;
                bytes[14] = (byte)random.Next(1, 20);
                bytes[15] = 0;
            }

            yield return bytes;
        }
    }
}
