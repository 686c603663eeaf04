using Margay.Primitives;

namespace Margay.Netlink.Route;

/// <summary>AF_INET and AF_INET6 as the first byte of every rtnetlink header.</summary>
internal static class AddressFamilyNumber
{
    private const byte Inet = 2;
    private const byte Inet6 = 10;

    internal static byte Of(IpFamily family) => family switch
    {
        IpFamily.V4 => Inet,
        IpFamily.V6 => Inet6,
        _ => 0,
    };

    internal static IpFamily ToFamily(byte number) => number switch
    {
        Inet => IpFamily.V4,
        Inet6 => IpFamily.V6,
        _ => IpFamily.None,
    };
}
