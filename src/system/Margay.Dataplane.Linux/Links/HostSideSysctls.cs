using Margay.Linux;

namespace Margay.Dataplane.Linux.Links;

/// <summary>The settings of the host side of a pod link, as Calico makes them.</summary>
/// <remarks>
/// route_localnet stays off: with it a pod could reach services that listen on the host's 127.0.0.1 only.
/// </remarks>
internal static class HostSideSysctls
{
    /// <summary>
    /// Writes them for one link of the calling thread's namespace. IPv6 ones are left out on kernels without it.
    /// </summary>
    internal static void Write(string link)
    {
        Sysctl.Write($"net/ipv4/conf/{link}/proxy_arp", "1");
        Sysctl.Write($"net/ipv4/neigh/{link}/proxy_delay", "0");
        Sysctl.Write($"net/ipv4/conf/{link}/forwarding", "1");
        if (!Sysctl.TryWrite($"net/ipv6/conf/{link}/disable_ipv6", "0")) return;
        // The pods' gateway is the address that EUI-64 makes of the MAC: no other scheme, no waiting for duplicates.
        Sysctl.Write($"net/ipv6/conf/{link}/addr_gen_mode", "0");
        Sysctl.Write($"net/ipv6/conf/{link}/accept_dad", "0");
        Sysctl.Write($"net/ipv6/conf/{link}/accept_ra", "0");
        Sysctl.Write($"net/ipv6/conf/{link}/proxy_ndp", "1");
        Sysctl.Write($"net/ipv6/conf/{link}/forwarding", "1");
    }
}
