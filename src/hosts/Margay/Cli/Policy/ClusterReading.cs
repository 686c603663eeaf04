using Margay.Client;
using Margay.Model.Resources;
using Margay.Policy.Oracle;

namespace Margay.Host.Cli.Policy;

/// <summary>Reads what the oracle needs of a cluster.</summary>
internal static class ClusterReading
{
    /// <summary>The cluster as the API has it now.</summary>
    public static async Task<ClusterState> ReadAsync(ApiClient api, CancellationToken cancel)
    {
        var namespaces = ListAsync(api, Kinds.Namespace, cancel);
        var pods = ListAsync(api, Kinds.Pod, cancel);
        var policies = ListAsync(api, Kinds.NetworkPolicy, cancel);
        var nodes = ListAsync(api, Kinds.Node, cancel);
        return new ClusterState(await namespaces, await pods, await policies, await nodes);
    }

    /// <summary>All objects of a kind, in all namespaces.</summary>
    public static async Task<IReadOnlyList<T>> ListAsync<T>(ApiClient api, ResourceKind<T> kind, CancellationToken cancel)
        where T : Resource =>
        (await api.ListAsync(kind, null, ListOptions.All, cancel)).Items;
}
