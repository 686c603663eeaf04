using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Host.Cli.Policy;

/// <summary>A kind on which policy depends, and how its objects are had.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Read">Reads a validated manifest.</param>
/// <param name="ListAsync">Lists all objects, in all namespaces.</param>
internal sealed record PolicyKind(
    ResourceKind Kind,
    Func<JsonObject, Resource> Read,
    Func<ApiClient, CancellationToken, Task<IReadOnlyList<Resource>>> ListAsync);

/// <summary>The kinds on which policy depends. What is not listed here, <c>explain</c> and the lab's probe do not know.</summary>
internal static class PolicyKinds
{
    public static IReadOnlyList<PolicyKind> All { get; } =
    [
        Of(Kinds.Namespace), Of(Kinds.ServiceAccount), Of(Kinds.Node), Of(Kinds.Pod), Of(Kinds.FelixConfiguration),
        Of(Kinds.NetworkPolicy),
    ];

    private static PolicyKind Of<T>(ResourceKind<T> kind)
        where T : Resource => new(
            kind,
            json => ResourceReader.Read(kind, json),
            async (api, cancel) => await ClusterReading.ListAsync(api, kind, cancel));
}
