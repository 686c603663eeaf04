using Margay.Model.Settings;

namespace Margay.Routing;

/// <summary>What settings say of the routes to other nodes.</summary>
/// <param name="FromBlocks">
/// The pools whose routes follow from the blocks. Null: those with IP in IP, and without BGP those without encapsulation too.
/// </param>
/// <param name="FromBgp">The pools of which what BGP has learnt is used.</param>
/// <param name="Tunnels">Which tunnels there are whatever pools say.</param>
public sealed record RouteRules(ClusterRoutes? FromBlocks, ClusterRoutes FromBgp, TunnelSettings Tunnels)
{
    /// <summary>Calico's: each kind of pool has one that writes its routes.</summary>
    public static RouteRules Defaults { get; } = new(null, ClusterRoutes.NoEncap, TunnelSettings.Defaults);
}
