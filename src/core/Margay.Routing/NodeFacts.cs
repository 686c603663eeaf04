using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Routing;

/// <summary>A node as far as routes to it are concerned.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Addresses">Its addresses on the segment it shares with the others, at most one of each family.</param>
public sealed record NodeFacts(string Name, IReadOnlyList<IpAddr> Addresses)
{
    /// <summary>The end of its IPv4 VXLAN tunnel, or null.</summary>
    public TunnelEnd? TunnelV4 { get; init; }

    /// <summary>The end of its IPv6 VXLAN tunnel, or null.</summary>
    public TunnelEnd? TunnelV6 { get; init; }

    /// <summary>The address of the end of its IPIP tunnel, or none.</summary>
    public IpAddr IpipEnd { get; init; }

    /// <summary>The end of its VXLAN tunnel of a family.</summary>
    public TunnelEnd? TunnelOf(IpFamily family) => family == IpFamily.V4 ? TunnelV4 : TunnelV6;

    /// <summary>The node's address of <paramref name="family"/>; none if it has no such address.</summary>
    public IpAddr AddressOf(IpFamily family)
    {
        foreach (var address in Addresses)
        {
            if (address.Family == family) return address;
        }

        return default;
    }
}
