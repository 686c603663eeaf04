using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>The JSON contracts of all kinds: camelCase names, absent members omitted, unknown members ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(ServiceAccount))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(Node))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(NetworkPolicy))]
[JsonSerializable(typeof(IpPool))]
[JsonSerializable(typeof(IpamBlock))]
[JsonSerializable(typeof(BlockAffinity))]
[JsonSerializable(typeof(IpamHandle))]
[JsonSerializable(typeof(ClusterInformation))]
[JsonSerializable(typeof(FelixConfiguration))]
[JsonSerializable(typeof(KubeControllersConfiguration))]
[JsonSerializable(typeof(BgpConfiguration))]
[JsonSerializable(typeof(BgpFilter))]
[JsonSerializable(typeof(BgpPeer))]
[JsonSerializable(typeof(CalicoNodeStatus))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(EndpointSlice))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(CalicoNetworkPolicy))]
[JsonSerializable(typeof(GlobalNetworkPolicy))]
[JsonSerializable(typeof(StagedNetworkPolicy))]
[JsonSerializable(typeof(StagedGlobalNetworkPolicy))]
[JsonSerializable(typeof(StagedKubernetesNetworkPolicy))]
[JsonSerializable(typeof(Tier))]
[JsonSerializable(typeof(Profile))]
[JsonSerializable(typeof(NetworkSet))]
[JsonSerializable(typeof(GlobalNetworkSet))]
[JsonSerializable(typeof(HostEndpoint))]
[JsonSerializable(typeof(ClusterNetworkPolicy))]
public sealed partial class ResourceJson : JsonSerializerContext;
