using Margay.Host.Lab.Plan;
using Margay.Linux;

namespace Margay.Host.Lab.Topology;

/// <summary>New network namespaces with the kernel settings that the lab needs from the start.</summary>
internal static class NamespaceSetup
{
    /// <summary>A namespace that only switches: bridged frames pass without a look from netfilter.</summary>
    private static readonly (string Key, string Value)[] Switching =
    [
        ("net/bridge/bridge-nf-call-iptables", "0"),
        ("net/bridge/bridge-nf-call-ip6tables", "0"),
    ];

    /// <summary>IPv6 addresses work at once instead of after two seconds; must be set before there are links.</summary>
    private static readonly (string Key, string Value)[] NoDuplicateDetection =
    [
        ("net/ipv6/conf/default/accept_dad", "0"),
        ("net/ipv6/conf/default/dad_transmits", "0"),
    ];

    /// <summary>Even throughput, whatever the host prefers; the first that the host allows in its namespaces is taken.</summary>
    private static readonly string[] CongestionControls = ["cubic", "reno"];

    /// <summary>Makes the namespace of the fabric.</summary>
    /// <inheritdoc cref="CreateHost"/>
    public static NetnsHandle CreateSwitch(string name) => Create(name, [.. NoDuplicateDetection, .. Switching]);

    /// <summary>Makes the namespace of a node or a pod.</summary>
    /// <exception cref="LinuxException">The name is taken (EEXIST), or the kernel refuses.</exception>
    public static NetnsHandle CreateHost(string name) => Create(name, NoDuplicateDetection);

    /// <summary>Has a namespace pass packets on, as a router does.</summary>
    public static void EnableForwarding(NetnsHandle netns) => Netns.Run(netns, static () =>
    {
        Sysctl.TryWrite("net/ipv4/ip_forward", "1");
        Sysctl.TryWrite("net/ipv6/conf/all/forwarding", "1");
    });

    /// <remarks>A setting that this kernel does not have is left out.</remarks>
    private static NetnsHandle Create(string name, IReadOnlyList<(string Key, string Value)> settings)
    {
        var netns = NetnsHandle.CreateNamed(LabPaths.Namespace(name));
        Netns.Run(netns, () =>
        {
            foreach (var (key, value) in settings) Sysctl.TryWrite(key, value);
            foreach (var algorithm in CongestionControls)
            {
                if (TryCongestionControl(algorithm)) break;
            }
        });
        return netns;
    }

    /// <remarks>EPERM: the host has not allowed the algorithm in other namespaces; ENOENT: the kernel lacks it.</remarks>
    private static bool TryCongestionControl(string algorithm)
    {
        try
        {
            return Sysctl.TryWrite("net/ipv4/tcp_congestion_control", algorithm);
        }
        catch (LinuxException refused) when (refused.Errno == Errno.EPERM)
        {
            return false;
        }
    }
}
