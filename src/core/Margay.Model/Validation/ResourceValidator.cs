using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Schemas;
using Margay.Model.Settings;

namespace Margay.Model.Validation;

/// <summary>Says what is wrong with a resource: the same in the command line, the hub and every other place.</summary>
/// <remarks>Pure and thread-safe. Nothing in a resource makes it throw; what is absent counts as its default.</remarks>
public static class ResourceValidator
{
    private static readonly FrozenDictionary<ResourceKind, Action<JsonObject, FaultList>> Semantics =
        new Dictionary<ResourceKind, Action<JsonObject, FaultList>>
        {
            [Kinds.NetworkPolicy] = NetworkPolicyCheck.Check,
            [Kinds.Pod] = PodCheck.Check,
            [Kinds.Secret] = SecretCheck.Check,
            [Kinds.Service] = ServiceCheck.Check,
            [Kinds.EndpointSlice] = ServiceCheck.CheckSlice,
            [Kinds.Event] = EventCheck.Check,
            [Kinds.Tier] = TierCheck.Check,
            [Kinds.CalicoNetworkPolicy] = CalicoPolicyCheck.CheckNamespaced,
            [Kinds.GlobalNetworkPolicy] = CalicoPolicyCheck.CheckGlobal,
            [Kinds.StagedNetworkPolicy] = CalicoPolicyCheck.CheckStagedNamespaced,
            [Kinds.StagedGlobalNetworkPolicy] = CalicoPolicyCheck.CheckStagedGlobal,
            [Kinds.StagedKubernetesNetworkPolicy] = CalicoPolicyCheck.CheckStagedKubernetes,
            [Kinds.ClusterNetworkPolicy] = ClusterNetworkPolicyCheck.Check,
            [Kinds.Profile] = CalicoPolicyCheck.CheckProfile,
            [Kinds.NetworkSet] = EndpointCheck.CheckNetworkSet,
            [Kinds.GlobalNetworkSet] = EndpointCheck.CheckNetworkSet,
            [Kinds.HostEndpoint] = EndpointCheck.CheckHostEndpoint,
            [Kinds.KubeControllersConfiguration] = KubeControllersCheck.Check,
            [Kinds.IpPool] = IpPoolCheck.Check,
            [Kinds.IpamBlock] = IpamCheck.CheckBlock,
            [Kinds.BlockAffinity] = IpamCheck.CheckAffinity,
            [Kinds.IpamHandle] = IpamCheck.CheckHandle,
            [Kinds.FelixConfiguration] = FelixConfigurationCheck.Check,
            [Kinds.BgpConfiguration] = BgpConfigurationCheck.Check,
            [Kinds.BgpFilter] = BgpFilterCheck.Check,
            [Kinds.BgpPeer] = BgpPeerCheck.Check,
            [Kinds.CalicoNodeStatus] = BgpNodeStatusCheck.Check,
        }.ToFrozenDictionary();

    /// <summary>
    /// Everything wrong with the resource by itself, in the order of its fields; empty if it is valid.
    /// </summary>
    public static IReadOnlyList<Fault> Validate(ResourceKind kind, JsonObject resource)
    {
        var faults = new FaultList();
        CheckType("apiVersion", kind.ApiVersion, resource, faults);
        CheckType("kind", kind.Kind, resource, faults);
        new StructureCheck(faults).Check(KindSchemas.Of(kind), resource);
        MetadataCheck.Check(kind, resource, faults);
        if (Semantics.TryGetValue(kind, out var check)) check(resource, faults);
        return faults.Faults;
    }

    /// <summary>
    /// What a change may not do, such as moving a pool to another range; empty if it is allowed. What is wrong with
    /// <paramref name="after"/> by itself is <see cref="Validate"/>'s to say.
    /// </summary>
    public static IReadOnlyList<Fault> ValidateUpdate(ResourceKind kind, JsonObject before, JsonObject after)
    {
        var faults = new FaultList();
        UpdateCheck.Check(kind, before, after, faults);
        return faults.Faults;
    }

    /// <summary>What is allowed and does nothing, or not what was probably meant, with what would be right; none of it keeps the resource out.</summary>
    public static IReadOnlyList<Fault> Advise(ResourceKind kind, JsonObject resource)
    {
        var advice = new FaultList();
        AdviceCheck.Check(kind, resource, advice);
        return advice.Faults;
    }

    /// <summary>The annotations of a Node that cannot be read (<see cref="NodeAnnotations"/>), as <see cref="Advise"/> names them.</summary>
    public static IReadOnlyList<Fault> Unreadable(Node node)
    {
        var advice = new FaultList();
        AdviceCheck.CheckNode(key => node.Metadata.Annotations?.GetValueOrDefault(key), advice);
        return advice.Faults;
    }

    private static void CheckType(string member, string expected, JsonObject resource, FaultList faults)
    {
        if (resource.Text(member) is { } actual && actual != expected)
            faults.Add(FieldPath.Root.Member(member), $"is {FormatCheck.Quote(actual)}", $"write {expected}");
    }
}
