using CsCheck;
using Margay.Model.Resources;
using Margay.Model.Validation;
using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Remedy;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Tests.Property.Policy;

/// <summary>What is proposed to allow a flow allows it, is taken by the API, and closes nothing.</summary>
public sealed class AllowingEditsProperties
{
    private static readonly (IpProtocol Protocol, ushort Port)[] Packets = [(IpProtocol.Tcp, 80), (IpProtocol.Udp, 53), (IpProtocol.Icmp, 0)];

    [Fact]
    public void Edits_allow_the_flow_and_close_nothing() => ClusterGen.Happening.List[6, 30].Sample(
        happenings =>
        {
            var world = new World();
            foreach (var happening in happenings.Where(happening => happening is not Happening.Upserted { Resource: HostEndpoint })) world.Apply(happening);
            var cluster = world.Cluster();
            cluster = cluster.With(cluster.Resources.Where(ClusterYaml.IsValid).Select(Named));
            foreach (var flow in DeniedFlows(cluster).Take(12))
            {
                var why = PolicyOracle.Decide(cluster, flow).Why;
                if (AllowingEdits.Find(cluster, flow) is not { } edits)
                {
                    if (why is Reason.ByRule or Reason.EndOfTier && IsSimple(cluster, flow)) Fail($"nothing found, though {why}");
                    continue;
                }

                foreach (var edit in edits)
                    if (!ClusterYaml.IsValid(edit.After)) Fail($"the API would not take\n{ClusterYaml.Of([edit.After])}");
                var edited = AllowingEdits.Apply(cluster, edits);
                if (PolicyOracle.Decide(edited, flow).Verdict != Verdict.Allow) Fail("it is still denied");
                if (PolicyDifference.Between(cluster, edited).Changes.FirstOrDefault(change => change.After.Verdict == Verdict.Deny) is { } closed)
                    Fail($"closed: {closed.Before.Why} → {closed.After.Why} by {string.Join(", ", edits.Select(edit => edit.Path))}");

                void Fail(string what) => Assert.Fail($"{flow}: {what}\n{world.Describe()}");
            }
        },
        iter: Soak.Histories(150), time: Soak.Time);

    private static IEnumerable<Flow> DeniedFlows(ClusterState cluster)
    {
        var pods = cluster.Pods.Where(pod => pod.Spec?.HostNetwork != true)
            .Select(FlowEnd (pod) => new FlowEnd.Pod(pod.Metadata.Namespace ?? "default", pod.Metadata.Name)).ToList();
        FlowEnd outside = new FlowEnd.Address(IpAddr.Parse("203.0.113.9"));
        return
            from ends in pods.SelectMany(pod => pods.Append(outside).Where(other => other != pod).SelectMany(other => new[] { (pod, other), (other, pod) })).Distinct()
            from packet in Packets
            let flow = new Flow(ends.Item1, ends.Item2, packet.Protocol, packet.Port, IpFamily.V4)
            where PolicyOracle.Decide(cluster, flow) is { Verdict: Verdict.Deny, Why: not Reason.NoAddressOfFamily }
            select flow;
    }

    /// <summary>A namespace with the label that the API gives it.</summary>
    private static Resource Named(Resource resource) => resource is Namespace ns
        ? ns with
        {
            Metadata = ns.Metadata with
            {
                Labels = new Dictionary<string, string>(ns.Metadata.Labels ?? new Dictionary<string, string>())
                {
                    [ResourceDefaults.NamespaceNameLabel] = ns.Metadata.Name,
                },
            },
        }
        : resource;

    /// <summary>Whether only policies deny, each of a kind that can name the other end, whose namespace is known.</summary>
    private static bool IsSimple(ClusterState cluster, Flow flow) =>
        cluster.ClusterPolicies.Count == 0
        && new[] { flow.Source, flow.Destination }.OfType<FlowEnd.Pod>()
            .All(pod => cluster.Namespaces.Any(ns => ns.Metadata.Name == pod.Namespace))
        && PolicyOracle.Decide(cluster, flow).Steps.All(step => step.Verdict == Verdict.Allow || step.Why is Reason.ByRule or Reason.EndOfTier);
}
