using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Host.Cli.Describe;

/// <summary>The policy kinds that are described from themselves alone.</summary>
internal static class PolicyKindDescription
{
    /// <summary>The description; null for any other kind.</summary>
    public static string? Of(ResourceKind kind, JsonObject item, DateTimeOffset now) => kind switch
    {
        ResourceKind<CalicoNetworkPolicy> policies when ResourceReader.Read(policies, item) is var policy =>
            CalicoPolicyDescription.Of(policy, policy.Spec, isStaged: false, now),
        ResourceKind<GlobalNetworkPolicy> policies when ResourceReader.Read(policies, item) is var policy =>
            CalicoPolicyDescription.Of(policy, policy.Spec, isStaged: false, now),
        ResourceKind<StagedNetworkPolicy> policies when ResourceReader.Read(policies, item) is var policy =>
            CalicoPolicyDescription.Of(policy, policy.Spec, isStaged: true, now),
        ResourceKind<StagedGlobalNetworkPolicy> policies when ResourceReader.Read(policies, item) is var policy =>
            CalicoPolicyDescription.Of(policy, policy.Spec, isStaged: true, now),
        ResourceKind<ClusterNetworkPolicy> policies => ClusterPolicyDescription.Of(ResourceReader.Read(policies, item), now),
        ResourceKind<Profile> profiles => CalicoPolicyDescription.Of(ResourceReader.Read(profiles, item), now),
        ResourceKind<HostEndpoint> endpoints => HostEndpointDescription.Of(ResourceReader.Read(endpoints, item), now),
        _ => null,
    };
}
