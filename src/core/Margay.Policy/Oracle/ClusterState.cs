using System.Runtime.CompilerServices;
using Margay.Model.Resources;
using Margay.Policy.Oracle.Holders;

namespace Margay.Policy.Oracle;

/// <summary>
/// The part of a cluster on which policy depends, as plain resources, and what is known of names. Immutable; the order of the lists means nothing.
/// </summary>
/// <remarks>
/// Two resources of one kind, namespace and name must not both be there. A missing namespace reads <c>default</c>. What has
/// been read of the lists is kept, so many questions are best put to one instance. Two instances are equal if they are one.
/// </remarks>
public sealed record ClusterState
{
    /// <summary>A cluster in which there is nothing.</summary>
    public ClusterState()
    {
    }

    private ClusterState(ClusterState original) =>
        (Namespaces, ServiceAccounts, Nodes, Pods, Services, EndpointSlices, FelixConfigurations, Tiers, KubernetesPolicies,
            NetworkPolicies, GlobalPolicies, ClusterPolicies, StagedPolicies, StagedGlobalPolicies,
            StagedKubernetesPolicies, Profiles, NetworkSets, GlobalNetworkSets, HostEndpoints, Names) =
        (original.Namespaces, original.ServiceAccounts, original.Nodes, original.Pods, original.Services,
            original.EndpointSlices,
            original.FelixConfigurations, original.Tiers, original.KubernetesPolicies, original.NetworkPolicies,
            original.GlobalPolicies, original.ClusterPolicies, original.StagedPolicies, original.StagedGlobalPolicies,
            original.StagedKubernetesPolicies, original.Profiles, original.NetworkSets, original.GlobalNetworkSets,
            original.HostEndpoints, original.Names);

    /// <summary>A cluster in which there is nothing.</summary>
    public static ClusterState Empty { get; } = new();

    /// <summary>The namespaces. What is in one that is not here has no profile, which denies.</summary>
    public IReadOnlyList<Namespace> Namespaces { get; init; } = [];

    /// <summary>The service accounts.</summary>
    public IReadOnlyList<ServiceAccount> ServiceAccounts { get; init; } = [];

    /// <summary>The nodes.</summary>
    public IReadOnlyList<Node> Nodes { get; init; } = [];

    /// <summary>The pods.</summary>
    public IReadOnlyList<Pod> Pods { get; init; } = [];

    /// <summary>The services. No verdict depends on them: policies meet what they stand for.</summary>
    public IReadOnlyList<Service> Services { get; init; } = [];

    /// <summary>The endpoints behind services.</summary>
    public IReadOnlyList<EndpointSlice> EndpointSlices { get; init; } = [];

    /// <summary>The agents' settings.</summary>
    public IReadOnlyList<FelixConfiguration> FelixConfigurations { get; init; } = [];

    /// <summary>The tiers; the built-in ones need not be among them.</summary>
    public IReadOnlyList<Tier> Tiers { get; init; } = [];

    /// <summary>networking.k8s.io NetworkPolicies.</summary>
    public IReadOnlyList<NetworkPolicy> KubernetesPolicies { get; init; } = [];

    /// <summary>projectcalico.org NetworkPolicies.</summary>
    public IReadOnlyList<CalicoNetworkPolicy> NetworkPolicies { get; init; } = [];

    /// <summary>GlobalNetworkPolicies.</summary>
    public IReadOnlyList<GlobalNetworkPolicy> GlobalPolicies { get; init; } = [];

    /// <summary>ClusterNetworkPolicies.</summary>
    public IReadOnlyList<ClusterNetworkPolicy> ClusterPolicies { get; init; } = [];

    /// <summary>StagedNetworkPolicies.</summary>
    public IReadOnlyList<StagedNetworkPolicy> StagedPolicies { get; init; } = [];

    /// <summary>StagedGlobalNetworkPolicies.</summary>
    public IReadOnlyList<StagedGlobalNetworkPolicy> StagedGlobalPolicies { get; init; } = [];

    /// <summary>StagedKubernetesNetworkPolicies.</summary>
    public IReadOnlyList<StagedKubernetesNetworkPolicy> StagedKubernetesPolicies { get; init; } = [];

    /// <summary>The profiles; <c>projectcalico-default-allow</c> need not be among them.</summary>
    public IReadOnlyList<Profile> Profiles { get; init; } = [];

    /// <summary>The network sets of namespaces.</summary>
    public IReadOnlyList<NetworkSet> NetworkSets { get; init; } = [];

    /// <summary>The network sets of no namespace.</summary>
    public IReadOnlyList<GlobalNetworkSet> GlobalNetworkSets { get; init; } = [];

    /// <summary>The host endpoints.</summary>
    public IReadOnlyList<HostEndpoint> HostEndpoints { get; init; } = [];

    /// <summary>What names stand for, on the node whose packets are asked about; no name is there twice.</summary>
    public IReadOnlyList<LearntName> Names { get; init; } = [];

    /// <summary>Every resource in the lists.</summary>
    public IEnumerable<Resource> Resources =>
        new IEnumerable<Resource>[]
        {
            Namespaces, ServiceAccounts, Nodes, Pods, Services, EndpointSlices, FelixConfigurations, Tiers, KubernetesPolicies,
            NetworkPolicies, GlobalPolicies, ClusterPolicies, StagedPolicies, StagedGlobalPolicies, StagedKubernetesPolicies,
            Profiles, NetworkSets, GlobalNetworkSets, HostEndpoints,
        }.SelectMany(static list => list);

    /// <summary>What has been read of the lists; each copy reads its own.</summary>
    internal ClusterIndex Index => field ??= new ClusterIndex(this);

    /// <summary>The cluster that these resources describe; kinds on which policy does not depend are ignored.</summary>
    public static ClusterState Of(IEnumerable<Resource> resources)
    {
        var all = resources.ToList();
        return new ClusterState
        {
            Namespaces = [.. all.OfType<Namespace>()],
            ServiceAccounts = [.. all.OfType<ServiceAccount>()],
            Nodes = [.. all.OfType<Node>()],
            Pods = [.. all.OfType<Pod>()],
            Services = [.. all.OfType<Service>()],
            EndpointSlices = [.. all.OfType<EndpointSlice>()],
            FelixConfigurations = [.. all.OfType<FelixConfiguration>()],
            Tiers = [.. all.OfType<Tier>()],
            KubernetesPolicies = [.. all.OfType<NetworkPolicy>()],
            NetworkPolicies = [.. all.OfType<CalicoNetworkPolicy>()],
            GlobalPolicies = [.. all.OfType<GlobalNetworkPolicy>()],
            ClusterPolicies = [.. all.OfType<ClusterNetworkPolicy>()],
            StagedPolicies = [.. all.OfType<StagedNetworkPolicy>()],
            StagedGlobalPolicies = [.. all.OfType<StagedGlobalNetworkPolicy>()],
            StagedKubernetesPolicies = [.. all.OfType<StagedKubernetesNetworkPolicy>()],
            Profiles = [.. all.OfType<Profile>()],
            NetworkSets = [.. all.OfType<NetworkSet>()],
            GlobalNetworkSets = [.. all.OfType<GlobalNetworkSet>()],
            HostEndpoints = [.. all.OfType<HostEndpoint>()],
        };
    }

    /// <summary>The cluster with other resources, in which names stand for the same.</summary>
    public ClusterState With(IEnumerable<Resource> resources) => Of(resources) with { Names = Names };

    /// <inheritdoc/>
    public bool Equals(ClusterState? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>The namespace a namespaced resource is in.</summary>
    internal static string NamespaceOf(Resource resource) => resource.Metadata.Namespace ?? "default";
}
