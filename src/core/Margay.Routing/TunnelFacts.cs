using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Margay.Model.Intent;
using Margay.Model.Resources;
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

/// <summary>A pool as far as routes into it are concerned.</summary>
public sealed record PoolFacts(Cidr Cidr, Encapsulation Vxlan)
{
    /// <summary>Reads a pool; null if its range is unreadable.</summary>
    public static PoolFacts? Of(IpPool pool) => Cidr.TryParse(pool.Spec?.Cidr, out var cidr)
        ? new PoolFacts(cidr, Enum.TryParse<Encapsulation>(pool.Spec!.VxlanMode, out var mode) ? mode : Encapsulation.Never)
        : null;
}

/// <summary>The ends of a node's tunnels, as Calico's annotations say them.</summary>
public static class TunnelFacts
{
    /// <summary>Where the address of a family's end stands.</summary>
    public static string AddressAnnotation(IpFamily family) =>
        family == IpFamily.V4 ? "projectcalico.org/IPv4VXLANTunnelAddr" : "projectcalico.org/IPv6VXLANTunnelAddr";

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
