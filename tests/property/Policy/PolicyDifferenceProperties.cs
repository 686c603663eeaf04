using CsCheck;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Analysis.Programs;
using Margay.Policy.Analysis.Review;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Tests.Property.Policy;

/// <summary>What the analysis says of whole classes, the oracle says of every packet of them that is tried.</summary>
public sealed class PolicyDifferenceProperties
{
    private static readonly Gen<List<Happening>> Start = ClusterGen.Happening.List[6, 30];

    private static readonly (IpProtocol Protocol, ushort From, ushort To, byte? Type, byte? Code)[] Packets =
    [
        (IpProtocol.Tcp, 4000, 80, null, null), (IpProtocol.Tcp, 80, 81, null, null), (IpProtocol.Tcp, 53, 53, null, null),
        (IpProtocol.Tcp, 4000, 79, null, null), (IpProtocol.Udp, 53, 80, null, null), (IpProtocol.Udp, 4000, 53, null, null),
        (IpProtocol.Sctp, 4000, 80, null, null), (IpProtocol.UdpLite, 1, 65535, null, null), (IpProtocol.Icmp, 0, 0, 8, 0),
        (IpProtocol.Icmp, 0, 0, 3, 1), (IpProtocol.Icmp, 0, 0, 11, 0), (IpProtocol.IcmpV6, 0, 0, 128, 0),
        (new IpProtocol(47), 0, 0, null, null), (new IpProtocol(99), 0, 0, null, null),
    ];

    private static readonly IpAddr[] Addresses =
    [
        .. Enumerable.Range(0, 12).Select(n => IpAddr.Parse($"10.0.0.{n}")), IpAddr.Parse("203.0.113.9"), IpAddr.Parse("192.0.2.1"),
        .. Enumerable.Range(0, 10).Select(n => IpAddr.Parse($"fd00::{n}")), IpAddr.Parse("2001:db8::9"),
    ];

    [Fact]
    public void It_agrees_with_the_oracle_on_every_connection() => Gen.Select(Start, ClusterGen.Happening.List[1, 4]).Sample(
        (start, change) =>
        {
            var (before, after) = (WorldOf(start), WorldOf([.. start, .. change]));
            var (old, now) = (before.Cluster(), after.Cluster());
            var difference = PolicyDifference.Between(old, now);
            foreach (var flow in Flows(old, now))
            {
                var (was, @is) = (PolicyOracle.Decide(old, flow), PolicyOracle.Decide(now, flow));
                var found = difference.Changes.Where(change => Covers(change, difference.Partition, flow)).ToList();
                if (was.Verdict == @is.Verdict ? found.Count == 0 : found is [var one] && was.Why.Equals(one.Before.Why) && @is.Why.Equals(one.After.Why))
                    continue;
                Assert.Fail(
                    $"{flow} from port {flow.SourcePort} in {flow.Family}\nwas {was.Verdict}, {was.Why}\nis {@is.Verdict}, {@is.Why}\nthe difference: "
                    + $"{string.Join(" and ", found.Select(one => $"{one.Before.Why} → {one.After.Why}"))}\n{before.Describe()}\nthen\n{after.Describe()}");
            }
        },
        iter: Soak.Histories(150), time: Soak.Time);

    [Fact]
    public void A_rule_that_decides_nothing_may_go() => Start.Sample(
        start =>
        {
            var world = WorldOf(start);
            var cluster = world.Cluster();
            foreach (var use in RuleUse.Of(new ReachSpace(cluster)).Where(use => !use.Decides))
            {
                var without = cluster.With(cluster.Resources.Select(resource => Without(resource, use.Origin)));
                if (PolicyDifference.Between(cluster, without).Changes is [var change, ..])
                    Assert.Fail($"{use.Origin}: {change.Before.Why} → {change.After.Why}\n{world.Describe()}");
            }
        },
        iter: Soak.Histories(150), time: Soak.Time);

    /// <remarks>Calico's policies say here what they are about, which else follows from the rules that they have.</remarks>
    private static Resource Without(Resource resource, RuleOrigin rule) => resource switch
    {
        NetworkPolicy policy when KubernetesPolicyFacts.IdOf(policy) == rule.Policy => policy with
        {
            Spec = policy.Spec! with
            {
                PolicyTypes = policy.Spec.PolicyTypes is { Count: > 0 } types ? types : policy.Spec.Egress is { Count: > 0 } ? ["Ingress", "Egress"] : ["Ingress"],
                Ingress = Without(policy.Spec.Ingress, rule, Direction.Ingress),
                Egress = Without(policy.Spec.Egress, rule, Direction.Egress),
            },
        },
        CalicoNetworkPolicy { Spec.Types.Count: > 0 } policy when CalicoPolicyFacts.IdOf(policy) == rule.Policy =>
            policy with { Spec = Without(policy.Spec, rule) },
        GlobalNetworkPolicy { Spec.Types.Count: > 0 } policy when CalicoPolicyFacts.IdOf(policy) == rule.Policy =>
            policy with { Spec = Without(policy.Spec, rule) },
        _ => resource,
    };

    private static CalicoPolicySpec Without(CalicoPolicySpec spec, RuleOrigin rule) => spec with
    {
        Ingress = Without(spec.Ingress, rule, Direction.Ingress),
        Egress = Without(spec.Egress, rule, Direction.Egress),
    };

    private static IReadOnlyList<T>? Without<T>(IReadOnlyList<T>? rules, RuleOrigin rule, Direction direction) =>
        rule.Direction == direction ? [.. rules!.Where((_, index) => index != rule.Index)] : rules;

    /// <remarks>Host endpoints are none of the analysis' business.</remarks>
    private static World WorldOf(IEnumerable<Happening> happenings)
    {
        var world = new World();
        foreach (var happening in happenings.Where(happening => happening is not Happening.Upserted { Resource: HostEndpoint })) world.Apply(happening);
        return world;
    }

    /// <summary>
    /// Between the pods that both have, on the same node, and between them and addresses that no pod has and that are of the
    /// same node, or of none, in both.
    /// </summary>
    private static IEnumerable<Flow> Flows(ClusterState before, ClusterState after)
    {
        var pods = Policed(before).Intersect(Policed(after)).Select(FlowEnd (pod) => pod.End).ToList();
        var others = Addresses.Where(address => NodeAt(before, address) is { } node && node == NodeAt(after, address)).ToList();
        return
            from family in new[] { IpFamily.V4, IpFamily.V6 }
            let strangers = others.Where(other => other.Family == family).Select(FlowEnd (other) => new FlowEnd.Address(other)).ToList()
            from ends in pods.SelectMany(pod => pods.Where(other => other != pod).Select(other => (pod, other)))
                .Concat(pods.SelectMany(pod => strangers.SelectMany(other => new[] { (pod, other), (other, pod) })))
            from packet in Packets
            let flow = FlowOf(ends, packet, family)
            where PolicyOracle.Decide(before, flow).Why is not Reason.NoAddressOfFamily && PolicyOracle.Decide(after, flow).Why is not Reason.NoAddressOfFamily
            where packet.Protocol != IpProtocol.IcmpV6 || family == IpFamily.V6
            where packet.Protocol != IpProtocol.Icmp || family == IpFamily.V4
            select flow;
    }

    private static Flow FlowOf((FlowEnd From, FlowEnd To) ends, (IpProtocol Protocol, ushort From, ushort To, byte? Type, byte? Code) packet, IpFamily family) =>
        new(ends.From, ends.To, packet.Protocol, packet.To, family) { SourcePort = packet.From, IcmpType = packet.Type, IcmpCode = packet.Code };

    private static IEnumerable<(FlowEnd.Pod End, string? Node)> Policed(ClusterState cluster) => cluster.Pods.Where(pod => pod.Spec?.HostNetwork != true)
        .Select(pod => (new FlowEnd.Pod(pod.Metadata.Namespace ?? "default", pod.Metadata.Name), pod.Spec?.NodeName));

    /// <summary>The node that has the address; empty if nothing does, null if a pod does.</summary>
    private static string? NodeAt(ClusterState cluster, IpAddr address) => PolicyOracle.Decide(
        cluster, new Flow(new FlowEnd.Address(address), new FlowEnd.Address(address), IpProtocol.Tcp, 80)).Source switch
    {
        ResolvedEnd.Node node => node.Name,
        ResolvedEnd.Pod => null,
        _ => "",
    };

    private static bool Covers(PolicyChange change, TrafficPartition partition, Flow flow) =>
        change.To.Family == flow.Family && change.From.Places.Any(place => Covers(place, flow.Source)) && Covers(change.To, flow.Destination)
        && change.Traffic.Classes.Any(number => Covers(partition.Classes[number], partition, flow));

    private static bool Covers(Place place, FlowEnd end) => (place, end) switch
    {
        (Place.Pods pods, FlowEnd.Pod pod) => pods.Namespace == pod.Namespace && pods.Members.Any(member => member.Name == pod.Name),
        (Place.Node node, FlowEnd.Address address) => node.Addresses.Contains(address.Value),
        (Place.Outside outside, FlowEnd.Address address) => outside.Contains(address.Value),
        _ => false,
    };

    private static bool Covers(TrafficClass found, TrafficPartition partition, Flow flow)
    {
        var isNamed = partition.Classes.Any(one => one.Protocol == flow.Protocol && !one.IsOtherProtocols);
        if (!isNamed) return found.IsOtherProtocols;
        if (found.IsOtherProtocols || found.Protocol != flow.Protocol) return false;
        if (found.Icmp is not { } message) return found.Ports.Contains(flow.Port) && found.SourcePorts.Contains(flow.SourcePort);
        bool Names(TrafficClass one, bool withCode) => one.Icmp is { Code: var code, Type: var type } && !(one.IsOtherMessages && code is null)
            && type == flow.IcmpType && (!withCode || (code == flow.IcmpCode && !one.IsOtherMessages));
        if (Names(found, withCode: true)) return true;
        if (partition.Classes.Any(one => one.Protocol == flow.Protocol && Names(one, withCode: true))) return false;
        return partition.Classes.Any(one => one.Protocol == flow.Protocol && Names(one, withCode: false))
            ? Names(found, withCode: false) && found.IsOtherMessages
            : found.IsOtherMessages && message.Code is null;
    }
}
