using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Host.Lab.Topology;

/// <summary>Routes that a lab has from the start.</summary>
internal static class LabRoutes
{
    public static KernelRoute Default(IpAddr gateway) => To(Cidr.Create(IpAddr.Of(gateway.Family, 0), 0), gateway);

    public static KernelRoute To(Cidr destination, IpAddr gateway) => new()
    {
        Destination = destination,
        Gateway = gateway,
        Protocol = RouteProtocol.Static,
    };
}
