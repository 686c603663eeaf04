using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>The ranges of service addresses that BGPConfiguration has announced.</summary>
/// <param name="Cluster">serviceClusterIPs.</param>
/// <param name="External">serviceExternalIPs.</param>
/// <param name="LoadBalancer">serviceLoadBalancerIPs.</param>
/// <param name="AggregatesLoadBalancers">Whether load balancer ranges are announced as wholes.</param>
internal sealed record ServiceRanges(ValueArray<Cidr> Cluster, ValueArray<Cidr> External, ValueArray<Cidr> LoadBalancer, bool AggregatesLoadBalancers)
{
    /// <summary>Whether there is nothing to announce.</summary>
    public bool IsEmpty => Cluster.IsEmpty && External.IsEmpty && LoadBalancer.IsEmpty;

    /// <summary>Those whose addresses come from outside the cluster.</summary>
    public IEnumerable<Cidr> Outer => External.Concat(LoadBalancer);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Cidr> All => [.. Cluster.Concat(Outer)];

    /// <summary>The ranges that every node announces as wholes; single addresses belong to their services.</summary>
    public IEnumerable<Cidr> Wholes => Cluster.Concat(External).Concat(AggregatesLoadBalancers ? LoadBalancer : []).Where(range => !range.IsHost);

    public static ServiceRanges Of(BgpConfigurationSpec? spec) => new(
        Parse(spec?.ServiceClusterIps), Parse(spec?.ServiceExternalIps), Parse(spec?.ServiceLoadBalancerIps), spec?.ServiceLoadBalancerAggregation != "Disabled");

    private static ValueArray<Cidr> Parse(IReadOnlyList<ServiceIpBlock>? blocks) =>
        [.. (blocks ?? []).Select(block => Cidr.TryParse(block.Cidr, out var range) ? range : (Cidr?)null).OfType<Cidr>()];
}
