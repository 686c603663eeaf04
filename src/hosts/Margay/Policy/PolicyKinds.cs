using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Host.Policy;

/// <summary>A kind on which policy depends, and how its objects are had.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Type">The type of its objects.</param>
/// <param name="Read">Reads a validated manifest.</param>
/// <param name="ListAsync">Lists all objects, in all namespaces.</param>
internal sealed record PolicyKind(
    ResourceKind Kind,
    Type Type,
    Func<JsonObject, Resource> Read,
    Func<ApiClient, CancellationToken, Task<IReadOnlyList<Resource>>> ListAsync);

/// <summary>The kinds on which policy depends. What is not listed here, <c>explain</c> and the lab's probe do not know.</summary>
internal static class PolicyKinds
{
    public static IReadOnlyList<PolicyKind> All { get; } =
    [
        Of(Kinds.Namespace), Of(Kinds.ServiceAccount), Of(Kinds.Node), Of(Kinds.Pod), Of(Kinds.Service), Of(Kinds.EndpointSlice),
        Of(Kinds.FelixConfiguration), Of(Kinds.HostEndpoint), Of(Kinds.Profile),
        Of(Kinds.NetworkSet), Of(Kinds.GlobalNetworkSet), Of(Kinds.Tier),
        Of(Kinds.NetworkPolicy), Of(Kinds.CalicoNetworkPolicy), Of(Kinds.GlobalNetworkPolicy), Of(Kinds.ClusterNetworkPolicy),
        Of(Kinds.StagedNetworkPolicy), Of(Kinds.StagedGlobalNetworkPolicy), Of(Kinds.StagedKubernetesNetworkPolicy),
    ];

    /// <summary>An object of one of these kinds as a manifest.</summary>
    public static JsonObject ManifestOf(Resource resource)
    {
        var kind = All.First(each => each.Type == resource.GetType()).Kind;
        var named = resource with { ApiVersion = kind.ApiVersion, Kind = kind.Kind };
        return JsonSerializer.SerializeToNode(named, ResourceJson.Default.GetTypeInfo(named.GetType())!)!.AsObject();
    }

    private static PolicyKind Of<T>(ResourceKind<T> kind)
        where T : Resource => new(
            kind,
            typeof(T),
            json => ResourceReader.Read(kind, json),
            async (api, cancel) => await ClusterReading.ListAsync(api, kind, cancel));
}
