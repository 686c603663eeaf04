using Margay.Client;
using Margay.Model.Resources;
using Margay.Policy.Oracle;

namespace Margay.Host.Policy;

/// <summary>Reads what the oracle needs of a cluster.</summary>
internal static class ClusterReading
{
    /// <summary>The cluster as the API has it now.</summary>
    public static async Task<ClusterState> ReadAsync(ApiClient api, CancellationToken cancel)
    {
        var lists = await Task.WhenAll(PolicyKinds.All.Select(kind => kind.ListAsync(api, cancel)));
        return ClusterState.Of(lists.SelectMany(list => list));
    }

    /// <summary>All objects of a kind, in all namespaces.</summary>
    public static async Task<IReadOnlyList<T>> ListAsync<T>(ApiClient api, ResourceKind<T> kind, CancellationToken cancel)
        where T : Resource =>
        (await api.ListAsync(kind, null, ListOptions.All, cancel)).Items;
}
