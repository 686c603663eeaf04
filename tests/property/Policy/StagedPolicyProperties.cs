using CsCheck;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Analysis;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Tests.Property.Policy;

/// <summary>What the oracle says beside a verdict of staged policies is its verdict once they are enforced.</summary>
public sealed class StagedPolicyProperties
{
    private static readonly IpAddr[] Peers = [IpAddr.Parse("10.0.0.1"), IpAddr.Parse("10.0.0.2"), IpAddr.Parse("203.0.113.9"), IpAddr.Parse("fd00::1")];

    [Fact]
    public void What_is_foretold_of_staged_policies_comes_true() => Gen.Select(ClusterGen.Happening.List[6, 30], Gen.Int[0, int.MaxValue]).Sample(
        (happenings, seed) =>
        {
            var world = new World();
            foreach (var happening in happenings.Where(happening => happening is not Happening.Upserted { Resource: HostEndpoint })) world.Apply(happening);
            var random = new Random(seed);
            var cluster = world.Cluster();
            cluster = cluster.With(cluster.Resources.SelectMany(resource => Staged(resource, random)));
            var enforced = StagedPolicies.Enforced(cluster);
            foreach (var pod in cluster.Pods)
            {
                var end = new PolicedEnd.Pod(pod.Metadata.Namespace ?? "default", pod.Metadata.Name);
                foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
                {
                    foreach (var peer in Peers)
                    {
                        var own = peer.Family == IpFamily.V4 ? IpAddr.Parse("10.0.0.3") : IpAddr.Parse("fd00::3");
                        var facts = (direction == Direction.Ingress ? new PacketFacts(peer, own, IpProtocol.Tcp) : new PacketFacts(own, peer, IpProtocol.Tcp)) with { DestinationPort = 80 };
                        if (PolicyOracle.DecideAt(cluster, end, PolicyHook.Normal, direction, facts) is not { } now) continue;
                        var then = PolicyOracle.DecideAt(enforced, end, PolicyHook.Normal, direction, facts)!;
                        Assert.True((now.Staged ?? now).Verdict == then.Verdict, $"{end} {direction} {facts}: {now.Staged?.Why ?? now.Why}, then {then.Why}\n{ClusterYaml.Of(cluster.Resources)}");
                    }
                }
            }
        },
        iter: Soak.Histories(200), time: Soak.Time);

    /// <summary>Some policies as staged ones: in the place of what is enforced, beside it, or to delete it.</summary>
    private static IEnumerable<Resource> Staged(Resource resource, Random random)
    {
        Resource? staged = resource switch
        {
            CalicoNetworkPolicy policy => new StagedNetworkPolicy { Metadata = policy.Metadata, Spec = With(policy.Spec, random) },
            GlobalNetworkPolicy policy => new StagedGlobalNetworkPolicy { Metadata = policy.Metadata, Spec = With(policy.Spec, random) },
            NetworkPolicy policy => new StagedKubernetesNetworkPolicy
            {
                Metadata = policy.Metadata,
                Spec = new StagedKubernetesNetworkPolicySpec
                {
                    StagedAction = random.Next(4) == 0 ? "Delete" : null,
                    PodSelector = policy.Spec?.PodSelector,
                    Ingress = policy.Spec?.Egress is null ? null : policy.Spec.Ingress,
                    Egress = policy.Spec?.Egress,
                    PolicyTypes = policy.Spec?.PolicyTypes,
                },
            },
            _ => null,
        };
        return (staged, random.Next(3)) switch
        {
            (null, _) or (_, 0) => [resource],
            (_, 1) => [staged],
            _ => [resource, staged],
        };
    }

    private static CalicoPolicySpec? With(CalicoPolicySpec? spec, Random random) =>
        (spec ?? new CalicoPolicySpec()) with { StagedAction = random.Next(4) == 0 ? "Delete" : "Set", Selector = random.Next(3) == 0 ? "all()" : spec?.Selector };
}
