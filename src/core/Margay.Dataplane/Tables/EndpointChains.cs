using Margay.Model.Intent;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>
/// A workload endpoint: its elements in the dispatch maps, and chains for each direction that is not open.
/// </summary>
internal static class EndpointChains
{
    internal static string NameOf(string workloadInterface, Direction direction) =>
        NftName.Of(direction == Direction.Ingress ? "to-" : "from-", workloadInterface);

    internal static TablePart Render(
        WorkloadEndpointIntent endpoint, Func<PolicyId, Direction, bool> passes, bool learnsNames, TableOptions options)
    {
        var owner = $"{endpoint.Namespace}/{endpoint.Name}";
        IEnumerable<NftChain> ChainsOf(Direction direction, DirectionIntent intent) => intent.IsOpen
            ? []
            : DirectionChains.Of(NameOf(endpoint.Interface, direction), owner, direction, intent)
                .Render(passes, options);
        return new TablePart(
            [.. ChainsOf(Direction.Ingress, endpoint.Ingress), .. ChainsOf(Direction.Egress, endpoint.Egress)],
            [.. Elements(endpoint), .. learnsNames ? [AnswerChains.Learner(endpoint.Interface)] : Nothing],
            learnsNames ? [AnswerChains.LearnersSet] : []);
    }

    private static IEnumerable<(string Set, SetElement Element)> Nothing => [];

    private static IEnumerable<(string Set, SetElement Element)> Elements(WorkloadEndpointIntent endpoint)
    {
        yield return (BaseChains.FromWorkload, Dispatch(endpoint, Direction.Egress, endpoint.Egress));
        yield return (BaseChains.ToWorkload, Dispatch(endpoint, Direction.Ingress, endpoint.Ingress));
        foreach (var address in endpoint.Addresses)
        {
            var source = new SetElement.InterfaceAddress(endpoint.Interface, address);
            yield return (BaseChains.WorkloadSources(address.Family), source);
        }
    }

    private static SetElement.InterfaceVerdict Dispatch(
        WorkloadEndpointIntent endpoint, Direction direction, DirectionIntent intent) => new(
            endpoint.Interface, intent.IsOpen ? Verdict.Accept : Verdict.Goto(NameOf(endpoint.Interface, direction)));
}
