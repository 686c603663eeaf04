using Margay.Bgp.Rib;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>Out of which interface routes lead, for BGPFilter rules that ask for it. A value.</summary>
/// <param name="Routes">The node's own routes; one for a prefix.</param>
internal sealed record RouteInterfaces(ValueArray<HostRoute> Routes)
{
    /// <summary>No interface is known.</summary>
    public static RouteInterfaces None { get; } = new(ValueArray.Create<HostRoute>([]));

    /// <summary>
    /// The interface of a route: of a host route its own; of a peer's the one that leads to its next hop. Null for blocks and services,
    /// which lead nowhere by themselves.
    /// </summary>
    public string? Of(Cidr prefix, IpAddr nextHop, PathSource source)
    {
        HostRoute? found = null;
        foreach (var route in Routes.Span)
        {
            var isIt = source == PathSource.Local ? route.Prefix == prefix : route.Prefix.Contains(nextHop);
            if (isIt && (found is not { } before || route.Prefix.Length > before.Prefix.Length)) found = route;
        }

        return found?.Interface;
    }
}
