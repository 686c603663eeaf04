using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Primitives;
using static Margay.Policy.Snapshot.SnapshotChange;

namespace Margay.Policy.Snapshot;

/// <summary>What the coming and going of resources means for policy.</summary>
public static class ResourceChanges
{
    /// <summary>The change that a created or updated resource means; null for kinds on which policy does not depend.</summary>
    public static SnapshotChange? Upserted(Resource resource) => resource switch
    {
        Namespace found => new NamespaceUpsert(found.Metadata.Name, PodFacts.LabelsOf(found)),
        ServiceAccount account => new AccountUpsert(NamespaceOf(account), account.Metadata.Name, PodFacts.LabelsOf(account)),
        Pod pod => new BearerUpsert(BearerKey.Of(pod), PodFacts.Of(pod)),
        NetworkSet set => new BearerUpsert(BearerKey.Of(set), NetworkSetFacts.Of(set)),
        GlobalNetworkSet set => new BearerUpsert(BearerKey.Of(set), NetworkSetFacts.Of(set)),
        Node node => new BearerUpsert(BearerKey.Of(node), NetworkSetFacts.Of(node)),
        HostEndpoint endpoint => new HostEndpointUpsert(endpoint.Metadata.Name, HostEndpointFacts.Of(endpoint)),
        EndpointSlice slice => SliceFacts.Of(slice) is { } facts
            ? new SliceUpsert(SliceKey.Of(slice), facts)
            : new SliceRemove(SliceKey.Of(slice)),
        Tier tier => new TierUpsert(tier.Metadata.Name, TierFacts.Of(tier)),
        NetworkPolicy policy => Policy(KubernetesPolicyFacts.IdOf(policy), KubernetesPolicyFacts.Of(policy)),
        CalicoNetworkPolicy policy => Policy(CalicoPolicyFacts.IdOf(policy), CalicoPolicyFacts.Of(policy)),
        GlobalNetworkPolicy policy => Policy(CalicoPolicyFacts.IdOf(policy), CalicoPolicyFacts.Of(policy)),
        ClusterNetworkPolicy policy => Policy(ClusterPolicyFacts.IdOf(policy), ClusterPolicyFacts.Of(policy)),
        Profile profile => new ProfileUpsert(
            profile.Metadata.Name,
            CalicoPolicyFacts.Of(profile),
            LabelSet.Of(profile.Spec?.LabelsToApply?.Where(static label => label.Value is not null))),
        _ => null,
    };

    /// <summary>The change that a deleted resource means; null for kinds on which policy does not depend.</summary>
    public static SnapshotChange? Removed(Resource resource) => resource switch
    {
        Namespace found => new NamespaceRemove(found.Metadata.Name),
        ServiceAccount account => new AccountRemove(NamespaceOf(account), account.Metadata.Name),
        Pod pod => new BearerRemove(BearerKey.Of(pod)),
        NetworkSet set => new BearerRemove(BearerKey.Of(set)),
        GlobalNetworkSet set => new BearerRemove(BearerKey.Of(set)),
        Node node => new BearerRemove(BearerKey.Of(node)),
        HostEndpoint endpoint => new HostEndpointRemove(endpoint.Metadata.Name),
        EndpointSlice slice => new SliceRemove(SliceKey.Of(slice)),
        Tier tier => new TierRemove(tier.Metadata.Name),
        NetworkPolicy policy => new PolicyRemove(KubernetesPolicyFacts.IdOf(policy)),
        CalicoNetworkPolicy policy => new PolicyRemove(CalicoPolicyFacts.IdOf(policy)),
        GlobalNetworkPolicy policy => new PolicyRemove(CalicoPolicyFacts.IdOf(policy)),
        ClusterNetworkPolicy policy => new PolicyRemove(ClusterPolicyFacts.IdOf(policy)),
        Profile profile => new ProfileRemove(profile.Metadata.Name),
        _ => null,
    };

    private static SnapshotChange Policy(PolicyId id, PolicyFacts? facts) =>
        facts is null ? new PolicyRemove(id) : new PolicyUpsert(id, facts);

    private static string NamespaceOf(Resource resource) => resource.Metadata.Namespace ?? "default";
}
