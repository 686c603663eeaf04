using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Model.Settings;

/// <summary>What happens to a packet from a pod to its own node once the pod's egress policy has let it go.</summary>
public enum EndpointToHostAction : byte
{
    /// <summary>It is dropped.</summary>
    Drop,

    /// <summary>The host's other rules decide.</summary>
    Return,

    /// <summary>It is accepted.</summary>
    Accept,
}

/// <summary>The settings in force on one node: <c>node.NAME</c> over <c>default</c> over Calico's defaults.</summary>
public sealed record FelixSettings
{
    /// <summary>Calico's defaults.</summary>
    public static FelixSettings Defaults { get; } = new();

    /// <summary>For packets from a pod to its own node.</summary>
    public EndpointToHostAction EndpointToHost { get; init; } = EndpointToHostAction.Drop;

    /// <summary>Whether packets that conntrack calls invalid are dropped.</summary>
    public bool DropInvalid { get; init; } = true;

    /// <summary>How policy denies.</summary>
    public DenyAction DenyAction { get; init; } = DenyAction.Drop;

    /// <summary>What happens to packets for announced service addresses that no service takes.</summary>
    public ServiceLoopAction ServiceLoops { get; init; } = ServiceLoopAction.Drop;

    /// <summary>The mark bits that policy may use.</summary>
    public uint MarkMask { get; init; } = 0xffff_0000;

    /// <summary>What Log rules write before each packet, with words to fill in.</summary>
    public string LogPrefix { get; init; } = "calico-packet";

    /// <summary>Whether pods may send from the prefixes that their annotation names.</summary>
    public bool AllowSourcePrefixes { get; init; }

    /// <summary>How much Log rules may write; null is without a limit.</summary>
    public LogRate? LogRate { get; init; }

    /// <summary>What becomes of open connections that a change of policy no longer allows, unless a policy says otherwise.</summary>
    public OpenConnections OpenConnections { get; init; }

    /// <summary>The DNS servers from whose answers to pods it is learnt what domain names stand for.</summary>
    public IReadOnlyList<TrustedServer> TrustedServers { get; init; } = TrustedServer.Default;

    /// <summary>How much longer than an answer says its addresses stand for the name.</summary>
    public TimeSpan NameGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The kernel's queue in which answers wait.</summary>
    public ushort AnswerQueue { get; init; } = 101;

    /// <summary>Ports of the node that anybody may reach whatever host endpoint policy says.</summary>
    public IReadOnlyList<FailsafePort> FailsafeInbound { get; init; } = FailsafePort.DefaultInbound;

    /// <summary>Ports elsewhere that the node may always reach.</summary>
    public IReadOnlyList<FailsafePort> FailsafeOutbound { get; init; } = FailsafePort.DefaultOutbound;

    /// <summary>The routing tables are compared with a fresh dump this often; zero is never.</summary>
    public TimeSpan RouteRefresh { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>The nftables state is compared with a fresh dump this often; zero is never.</summary>
    public TimeSpan NftablesRefresh { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>How VXLAN devices are made.</summary>
    public VxlanSettings Vxlan { get; init; } = VxlanSettings.Defaults;

    /// <summary>Which tunnels there are whatever pools say.</summary>
    public TunnelSettings Tunnels { get; init; } = TunnelSettings.Defaults;

    /// <summary>The pools whose routes to other nodes the agent works out itself; null leaves it to whether it speaks BGP.</summary>
    public ClusterRoutes? RoutesFromBlocks { get; init; }

    /// <summary>The MTU of the IPIP device; 0 is worked out.</summary>
    public int IpipMtu { get; init; }

    /// <summary>Who may send packets of the overlays.</summary>
    public OverlaySettings Overlays { get; init; } = OverlaySettings.Defaults;

    /// <summary>How packets that leave the pools get another source.</summary>
    public NatOutgoingSettings NatOutgoing { get; init; } = NatOutgoingSettings.Defaults;

    /// <summary>How the network is told of workloads that have moved.</summary>
    public MoveSettings Moves { get; init; } = MoveSettings.Defaults;

    /// <summary>The source that the node prefers towards its pods, of IPv4; none leaves it to the kernel.</summary>
    public IpAddr PodRouteSourceV4 { get; init; }

    /// <summary>The same of IPv6.</summary>
    public IpAddr PodRouteSourceV6 { get; init; }

    /// <summary>The MTU of pod interfaces; null means that of the node's own interfaces.</summary>
    public int? InterfaceMtu { get; init; }

    /// <summary>
    /// Overlays the resources, the more specific last; a member that is absent or unreadable leaves what was there.
    /// </summary>
    public static FelixSettings Of(params ReadOnlySpan<FelixConfiguration?> configurations)
    {
        var settings = Defaults;
        foreach (var configuration in configurations)
        {
            if (configuration?.Spec is { } spec) settings = Overlay(settings, spec);
            if (OpenConnectionsAnnotation.Read(configuration?.Metadata.Annotations) is { } open) settings = settings with { OpenConnections = open };
        }

        return settings;
    }

    private static FelixSettings Overlay(FelixSettings before, FelixConfigurationSpec spec) =>
        OverlayNetwork(OverlayNames(OverlayPolicy(before, spec), spec), spec) with
        {
            RouteRefresh = GoDuration.TryParse(spec.RouteRefreshInterval, out var routes) ? routes : before.RouteRefresh,
            NftablesRefresh = GoDuration.TryParse(spec.NftablesRefreshInterval, out var tables)
                ? tables
                : before.NftablesRefresh,
            InterfaceMtu = spec.InterfaceMtu ?? before.InterfaceMtu,
        };

    private static FelixSettings OverlayNetwork(FelixSettings settings, FelixConfigurationSpec spec) => settings with
    {
        Vxlan = VxlanSettings.Overlay(settings.Vxlan, spec),
        Tunnels = TunnelSettings.Overlay(settings.Tunnels, spec),
        RoutesFromBlocks = ClusterRoutesText.Read(spec.ProgramClusterRoutes) ?? settings.RoutesFromBlocks,
        IpipMtu = spec.IpipMtu ?? settings.IpipMtu,
        Moves = MoveSettings.Overlay(settings.Moves, spec),
        Overlays = OverlaySettings.Overlay(settings.Overlays, spec),
        NatOutgoing = NatOutgoingSettings.Overlay(settings.NatOutgoing, spec),
        ServiceLoops = Enum.TryParse<ServiceLoopAction>(spec.ServiceLoopPrevention, true, out var loops) ? loops : settings.ServiceLoops,
        PodRouteSourceV4 = IpAddr.TryParse(spec.DeviceRouteSourceAddress, out var v4) && v4.IsV4 ? v4 : settings.PodRouteSourceV4,
        PodRouteSourceV6 = IpAddr.TryParse(spec.DeviceRouteSourceAddressIpv6, out var v6) && v6.IsV6 ? v6 : settings.PodRouteSourceV6,
    };

    private static FelixSettings OverlayPolicy(FelixSettings settings, FelixConfigurationSpec spec) => settings with
    {
        EndpointToHost = Enum.TryParse<EndpointToHostAction>(spec.DefaultEndpointToHostAction, true, out var action)
            ? action
            : settings.EndpointToHost,
        DropInvalid = !spec.DisableConntrackInvalidCheck ?? settings.DropInvalid,
        DenyAction = Enum.TryParse<DenyAction>(spec.NftablesFilterDenyAction, true, out var denial)
            ? denial
            : settings.DenyAction,
        MarkMask = spec.NftablesMarkMask is { } mask and >= 0 and <= uint.MaxValue ? (uint)mask : settings.MarkMask,
        LogPrefix = spec.LogPrefix ?? settings.LogPrefix,
        AllowSourcePrefixes = spec.WorkloadSourceSpoofing is { Length: > 0 } spoofing
            ? spoofing.Equals("Any", StringComparison.OrdinalIgnoreCase)
            : settings.AllowSourcePrefixes,
        LogRate = OverlayRate(settings.LogRate, spec),
        FailsafeInbound = spec.FailsafeInboundHostPorts is { } inbound
            ? FailsafePort.Read(inbound)
            : settings.FailsafeInbound,
        FailsafeOutbound = spec.FailsafeOutboundHostPorts is { } outbound
            ? FailsafePort.Read(outbound)
            : settings.FailsafeOutbound,
    };

    private static FelixSettings OverlayNames(FelixSettings settings, FelixConfigurationSpec spec) => settings with
    {
        TrustedServers = spec.DnsTrustedServers is { } servers
            ? [.. servers.Select(text => TrustedServer.TryParse(text, out var server) ? server : (TrustedServer?)null).OfType<TrustedServer>()]
            : settings.TrustedServers,
        NameGrace = GoDuration.TryParse(spec.DnsExtraTtl, out var grace) ? grace : settings.NameGrace,
        AnswerQueue = spec.DnsPacketsNfqueueId is { } queue and >= 0 and <= ushort.MaxValue ? (ushort)queue : settings.AnswerQueue,
    };

    private static LogRate? OverlayRate(LogRate? rate, FelixConfigurationSpec spec)
    {
        var burst = spec.LogActionRateLimitBurst is { } given and >= 0
            ? (uint)given
            : rate?.Burst ?? Settings.LogRate.DefaultBurst;
        if (Settings.LogRate.TryParse(spec.LogActionRateLimit, burst, out var own)) return own;
        return rate is { } before ? before with { Burst = burst } : null;
    }
}
