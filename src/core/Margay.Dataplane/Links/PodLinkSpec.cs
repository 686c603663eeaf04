using Margay.Primitives;

namespace Margay.Dataplane.Links;

/// <summary>
/// A pod's link as it is to be made. The namespace itself is given beside it: it is a handle, not a value.
/// </summary>
/// <param name="HostName">The host side, as <see cref="InterfaceName.For"/> names it.</param>
/// <param name="ContainerName">The pod side, as in <c>eth0</c>.</param>
/// <param name="Mtu">The MTU of both sides; 0 leaves the kernel's default.</param>
/// <param name="Addresses">The pod's addresses; each family among them gets a default route.</param>
public sealed record PodLinkSpec(string HostName, string ContainerName, int Mtu, IReadOnlyList<IpAddr> Addresses)
{
    /// <summary>The MAC of the host side of every pod link: links are point-to-point, so one serves all.</summary>
    public static MacAddr HostMac { get; } = MacAddr.Of(0xEEEE_EEEE_EEEE);

    /// <summary>
    /// Every pod's IPv4 gateway. No link has this address; the pod has its MAC as a permanent neighbour.
    /// </summary>
    public static IpAddr GatewayV4 { get; } = IpAddr.V4(0xA9FE_0101);

    /// <summary>Every pod's IPv6 gateway: the host side's link-local address, which follows from its MAC.</summary>
    public static IpAddr GatewayV6 { get; } = HostMac.ToLinkLocal();

    /// <summary>A MAC for the pod side; null lets the kernel choose one.</summary>
    public MacAddr? ContainerMac { get; init; }

    /// <summary>Whether the pod may forward between its own interfaces.</summary>
    public bool AllowsForwarding { get; init; }

    /// <summary>The families among the addresses, each once.</summary>
    public IEnumerable<IpFamily> Families => Addresses.Select(static address => address.Family).Distinct();

    /// <summary>The gateway that an address of this family uses.</summary>
    public static IpAddr GatewayOf(IpFamily family) => family == IpFamily.V4 ? GatewayV4 : GatewayV6;
}

/// <summary>A pod's link as it was found or made.</summary>
/// <param name="HostIndex">The index of the host side.</param>
/// <param name="HostIsUp">Whether the host side has been activated.</param>
/// <param name="ContainerMac">The MAC of the pod side.</param>
/// <param name="Mtu">The MTU of the pod side.</param>
/// <param name="Addresses">The addresses on the pod side, link-local ones left out, sorted.</param>
/// <param name="Gateways">The gateways of its default routes.</param>
public sealed record PodLink(
    int HostIndex,
    bool HostIsUp,
    MacAddr ContainerMac,
    int Mtu,
    IReadOnlyList<IpAddr> Addresses,
    IReadOnlyList<IpAddr> Gateways);
