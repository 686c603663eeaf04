using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>The kinds of sets that the tables use.</summary>
internal static class NftSets
{
    /// <summary>Holds <see cref="SetElement.Address"/>.</summary>
    internal static NftSet Addresses(string name, IpFamily family) => new(name, SetKey.Of(TypeOf(family)));

    /// <summary>Holds <see cref="SetElement.AddressRange"/>, disjoint.</summary>
    internal static NftSet Networks(string name, IpFamily family) =>
        new(name, SetKey.Of(TypeOf(family)), IsInterval: true);

    /// <summary>Holds <see cref="SetElement.Service"/>.</summary>
    internal static NftSet Services(string name, IpFamily family) =>
        new(name, SetKey.Of(TypeOf(family), NftDataType.Protocol, NftDataType.Port));

    /// <summary>Holds <see cref="SetElement.Ports"/>, disjoint.</summary>
    internal static NftSet Ports(string name) => new(name, SetKey.Of(NftDataType.Port), IsInterval: true);

    /// <summary>Holds <see cref="SetElement.NamedInterface"/>.</summary>
    internal static NftSet Interfaces(string name) => new(name, SetKey.Of(NftDataType.InterfaceName));

    /// <summary>Holds <see cref="SetElement.InterfaceAddress"/>.</summary>
    internal static NftSet InterfaceAddresses(string name, IpFamily family) =>
        new(name, SetKey.Of(NftDataType.InterfaceName, TypeOf(family)));

    /// <summary>Holds <see cref="SetElement.InterfaceVerdict"/>.</summary>
    internal static NftSet InterfaceVerdicts(string name) =>
        new(name, SetKey.Of(NftDataType.InterfaceName), IsVerdictMap: true);

    private static NftDataType TypeOf(IpFamily family) =>
        family == IpFamily.V4 ? NftDataType.Ipv4Address : NftDataType.Ipv6Address;
}
