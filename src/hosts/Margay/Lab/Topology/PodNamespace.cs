using Margay.Linux;
using Margay.Netlink.Route;

namespace Margay.Host.Lab.Topology;

/// <summary>A pod's network namespace as a container runtime makes it: empty but for a loopback that is up.</summary>
internal static class PodNamespace
{
    private const int Loopback = 1;

    /// <exception cref="LinuxException">The name is taken (EEXIST), or the kernel refuses.</exception>
    public static void Create(string name)
    {
        using var netns = NamespaceSetup.CreateHost(name);
        using var socket = new RouteSocket(netns);
        socket
            .Add((batch, sequence) => LinkCodec.WriteChange(batch, sequence, Loopback, new LinkChange(IsUp: true)))
            .Execute("set the pod's loopback up");
    }
}
