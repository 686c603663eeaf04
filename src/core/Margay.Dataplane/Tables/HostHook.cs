using Margay.Model.Intent;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>A place where policy of host endpoints acts.</summary>
/// <param name="Name">The name of its base chain and of its map, which begins the names of endpoints' chains.</param>
/// <param name="Direction">Whose rules count.</param>
/// <param name="At">Where in the kernel it is.</param>
/// <param name="Priority">In which order.</param>
/// <param name="IntentOf">What the endpoint wants here; null when everything passes.</param>
internal sealed record HostHook(
    string Name,
    Direction Direction,
    NetfilterHook At,
    int Priority,
    Func<HostEndpointIntent, DirectionIntent?> IntentOf)
{
    /// <summary>Into the node itself.</summary>
    internal static HostHook Ingress { get; } = new(
        "host-in", Direction.Ingress, NetfilterHook.Input, BaseChains.Filter + 2,
        host => host.Ingress.IsOpen ? null : host.Ingress);

    /// <summary>From the node itself.</summary>
    internal static HostHook Egress { get; } = new(
        "host-out", Direction.Egress, NetfilterHook.Output, BaseChains.Filter,
        host => host.Egress.IsOpen ? null : host.Egress);

    /// <summary>In, to be forwarded.</summary>
    internal static HostHook ForwardIngress { get; } = new(
        "host-forward-in", Direction.Ingress, NetfilterHook.Forward, BaseChains.Filter - 1,
        host => Tiers(host.ForwardIngress));

    /// <summary>Forwarded out.</summary>
    internal static HostHook ForwardEgress { get; } = new(
        "host-forward-out", Direction.Egress, NetfilterHook.Forward, BaseChains.Filter + 2,
        host => Tiers(host.ForwardEgress));

    /// <summary>In, before connection tracking.</summary>
    internal static HostHook UntrackedIngress { get; } = new(
        "host-untracked-in", Direction.Ingress, NetfilterHook.Prerouting, BaseChains.Raw + 1,
        host => Tiers(host.UntrackedIngress));

    /// <summary>From the node itself, before connection tracking.</summary>
    internal static HostHook UntrackedEgress { get; } = new(
        "host-untracked-out", Direction.Egress, NetfilterHook.Output, BaseChains.Raw,
        host => Tiers(host.UntrackedEgress));

    /// <summary>In, before destinations are translated.</summary>
    internal static HostHook PreDnat { get; } = new(
        "host-pre-dnat", Direction.Ingress, NetfilterHook.Prerouting, BaseChains.Mangle,
        host => Tiers(host.PreDnat));

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<HostHook> All { get; } =
        [UntrackedIngress, UntrackedEgress, PreDnat, Ingress, Egress, ForwardIngress, ForwardEgress];

    /// <summary>Which of a packet's interfaces has the endpoint.</summary>
    internal InterfaceSide Side => Direction == Direction.Ingress ? InterfaceSide.In : InterfaceSide.Out;

    /// <summary>Whether the packet is not tracked yet.</summary>
    internal bool IsUntracked => this == UntrackedIngress || this == UntrackedEgress;

    /// <summary>Whether an allow here skips the hooks that come later.</summary>
    internal bool IsEarly => IsUntracked || this == PreDnat;

    /// <summary>Whether a failsafe port passes before policy.</summary>
    internal bool HasFailsafe => this != ForwardIngress && this != ForwardEgress;

    /// <summary>Whether packets of the node's own tunnels come by.</summary>
    internal bool HasTunnels => this == Ingress || this == Egress;

    /// <summary>The early hooks whose allow skips this one.</summary>
    internal IEnumerable<HostHook> SkippedAfter
    {
        get
        {
            if (IsUntracked || this == ForwardEgress) return [];
            if (this == Egress) return [UntrackedEgress];
            return this == PreDnat ? [UntrackedIngress] : [UntrackedIngress, PreDnat];
        }
    }

    /// <summary>Whether the endpoint of any interface (<c>*</c>) has a say here, on workload interfaces too.</summary>
    internal bool CoversWorkloads => this == PreDnat;

    private static DirectionIntent? Tiers(IReadOnlyList<TierIntent> tiers) =>
        tiers.Count == 0 ? null : new DirectionIntent(tiers, [], true);
}
