using Margay.Model.Resources;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Host.Agent;

/// <summary>A kind of tunnel end that a node has an address for, and what it is called where Calico looks.</summary>
/// <param name="Tunnel">What packets are encapsulated in.</param>
/// <param name="Family">The family of the pods.</param>
/// <param name="HandlePrefix">The handle of the address in IPAM, the node's name behind it.</param>
/// <param name="Attribute">The <c>type</c> among the address's attributes.</param>
/// <param name="Annotation">Where the node says it.</param>
internal sealed record TunnelEndKind(TunnelKind Tunnel, IpFamily Family, string HandlePrefix, string Attribute, string Annotation)
{
    public static IReadOnlyList<TunnelEndKind> All { get; } =
    [
        new(TunnelKind.Vxlan, IpFamily.V4, "vxlan-tunnel-addr-", "vxlanTunnelAddress", TunnelFacts.AddressAnnotation(IpFamily.V4)),
        new(TunnelKind.Vxlan, IpFamily.V6, "vxlan-v6-tunnel-addr-", "vxlanV6TunnelAddress", TunnelFacts.AddressAnnotation(IpFamily.V6)),
        new(TunnelKind.Ipip, IpFamily.V4, "ipip-tunnel-addr-", "ipipTunnelAddress", TunnelFacts.IpipAddressAnnotation),
    ];

    /// <summary>Whether the node says a readable address.</summary>
    public bool IsSaid(Node node) => Tunnel == TunnelKind.Ipip ? !TunnelFacts.IpipOf(node).IsNone : TunnelFacts.Of(node, Family) is not null;
}
