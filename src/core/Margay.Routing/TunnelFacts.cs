using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Routing;

/// <summary>When packets between nodes are encapsulated.</summary>
public enum Encapsulation : byte
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>Between nodes of different subnets.</summary>
    CrossSubnet,

    /// <summary>Always.</summary>
    Always,
}

/// <summary>What packets are encapsulated in.</summary>
public enum TunnelKind : byte
{
    /// <summary>VXLAN (RFC 7348).</summary>
    Vxlan,

    /// <summary>IP in IP (RFC 2003), of IPv4 pools only.</summary>
    Ipip,
}

/// <summary>A pool as far as routes into it are concerned.</summary>
/// <param name="Cidr">Its range.</param>
/// <param name="Mode">When its packets are encapsulated.</param>
/// <param name="Tunnel">And in what.</param>
public sealed record PoolFacts(Cidr Cidr, Encapsulation Mode, TunnelKind Tunnel)
{
    /// <summary>Whether it needs tunnels of this kind and family.</summary>
    public bool Uses(TunnelKind tunnel, IpFamily family) => Mode != Encapsulation.Never && Tunnel == tunnel && Cidr.Family == family;

    /// <summary>Whether packets that leave the pools out of this one get another source.</summary>
    public bool NatOutgoing { get; init; }

    /// <summary>Reads a pool; null if its range is unreadable.</summary>
    public static PoolFacts? Of(IpPool pool)
    {
        if (!Cidr.TryParse(pool.Spec?.Cidr, out var cidr)) return null;
        var ipip = cidr.Family == IpFamily.V4 ? ModeOf(pool.Spec!.IpipMode) : Encapsulation.Never;
        var facts = ipip == Encapsulation.Never
            ? new PoolFacts(cidr, ModeOf(pool.Spec!.VxlanMode), TunnelKind.Vxlan)
            : new PoolFacts(cidr, ipip, TunnelKind.Ipip);
        return facts with { NatOutgoing = pool.Spec!.NatOutgoing == true };
    }

    private static Encapsulation ModeOf(string? text) => Enum.TryParse<Encapsulation>(text, out var mode) ? mode : Encapsulation.Never;
}

/// <summary>The ends of a node's tunnels, as Calico's annotations say them.</summary>
public static class TunnelFacts
{
    /// <summary>Where the address of the end of a node's IPIP tunnel stands.</summary>
    public const string IpipAddressAnnotation = "projectcalico.org/IPv4IPIPTunnelAddr";

    /// <summary>What settings say of a tunnel whatever pools do; null leaves it to the pools.</summary>
    public static bool? IsOrdered(TunnelSettings settings, TunnelKind tunnel, IpFamily family) =>
        tunnel == TunnelKind.Ipip ? settings.Ipip : family == IpFamily.V4 ? settings.VxlanV4 : null;

    /// <summary>Where the address of a family's end stands.</summary>
    public static string AddressAnnotation(IpFamily family) =>
        family == IpFamily.V4 ? "projectcalico.org/IPv4VXLANTunnelAddr" : "projectcalico.org/IPv6VXLANTunnelAddr";

    /// <summary>The address of the end of a node's IPIP tunnel; none while it has none.</summary>
    public static IpAddr IpipOf(Node node) =>
        IpAddr.TryParse(node.Metadata.Annotations?.GetValueOrDefault(IpipAddressAnnotation), out var address) && address.IsV4 ? address : default;

    /// <summary>The end of a node's VXLAN tunnel, or null while it has no address.</summary>
    public static TunnelEnd? Of(Node node, IpFamily family)
    {
        var annotations = node.Metadata.Annotations;
        if (!IpAddr.TryParse(annotations?.GetValueOrDefault(AddressAnnotation(family)), out var address) || address.Family != family) return null;
        var said = annotations!.GetValueOrDefault(family == IpFamily.V4 ? "projectcalico.org/VXLANTunnelMACAddr" : "projectcalico.org/VXLANTunnelMACAddrV6");
        return new TunnelEnd(address, MacAddr.TryParse(said, out var mac) ? mac : MacOf(node.Metadata.Name, family));
    }

    /// <summary>The MAC of an end that says none: 66 and the first five bytes of the SHA-1 of the node's name, as Calico's agents have it.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "A name's digest, to agree with Calico's agents; nothing is secured by it.")]
    public static MacAddr MacOf(string node, IpFamily family)
    {
        var digest = SHA1.HashData(Encoding.UTF8.GetBytes(family == IpFamily.V4 ? node : node + "-v6"));
        return MacAddr.TryFromBytes([0x66, .. digest.AsSpan(0, 5)], out var mac) ? mac : default;
    }
}
