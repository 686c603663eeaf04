using Margay.Netlink.Route;

namespace Margay.Dataplane.Routes;

/// <summary>How Margay recognises its own routes.</summary>
public static class RouteOwnership
{
    /// <summary>
    /// The metric of every route of Margay: the one IPv6 gives by default, so both families are alike.
    /// </summary>
    public const uint Metric = 1024;

    /// <summary>Ours if it carries our protocol number; a restarted agent has nothing else to go by.</summary>
    public static bool IsOurs(in KernelRoute route) => route.Protocol == RouteProtocol.Margay;
}
