using Margay.Model.Intent;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Analysis.Programs;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Policy.Analysis;

/// <summary>
/// Everything that pods, nodes and the world can send each other in one or several clusters, cut into so few classes that
/// all of it can be looked at: nothing within a class makes a difference to any rule.
/// </summary>
/// <remarks>
/// Only pods' policies are asked here: what passes a host endpoint on its way may be stopped there, which
/// <see cref="HostEndpointLimits"/> tells. Not safe for use from several threads at once.
/// </remarks>
public sealed class ReachSpace
{
    private readonly IReadOnlyList<ClusterIntent> _clusters;
    private readonly Lazy<IReadOnlyList<Place>> _v4;
    private readonly Lazy<IReadOnlyList<Place>> _v6;

    /// <summary>The space of clusters that are to be compared, or of one alone.</summary>
    public ReachSpace(params IReadOnlyList<ClusterState> clusters)
    {
        var names = PlacedName.Of(clusters);
        _clusters = [.. clusters.Select(cluster => ClusterIntent.Of(cluster, names))];
        Partition = new TrafficPartition(CutsOf(_clusters));
        var table = new MembershipTable();
        var programs = new ProgramCatalog(Partition, table);
        _v4 = new(() => new PlaceMap(_clusters, names, IpFamily.V4, table, programs).Places());
        _v6 = new(() => new PlaceMap(_clusters, names, IpFamily.V6, table, programs).Places());
    }

    /// <summary>The classes of traffic.</summary>
    public TrafficPartition Partition { get; }

    /// <summary>One of the clusters.</summary>
    public ClusterState Cluster(int number) => _clusters[number].Cluster;

    /// <summary>The places of a family: pods by namespace and name, nodes, and the rest of the world.</summary>
    public IReadOnlyList<Place> Places(IpFamily family) => family == IpFamily.V6 ? _v6.Value : _v4.Value;

    /// <summary>What becomes of everything on a way in one of the clusters; the outcomes are disjoint and cover it all.</summary>
    /// <returns>Empty where one of the ends is not in that cluster.</returns>
    public IReadOnlyList<Outcome> Judge(int cluster, Way way)
    {
        if (way.From.Standings[cluster] is not { } from || way.To.Standings[cluster] is not { } to) return [];
        var family = way.From.Family;
        if (way is { From: Place.Node, OwnNode: { } own })
            return [new Outcome(Partition.All(family), Verdict.Allow, new Reason.HostToOwnPod(own), Direction.Ingress)];
        IReadOnlyList<Outcome> outcomes = [new Outcome(Partition.All(family), Verdict.Allow, new Reason.NoEndpointInvolved(), null)];
        if (from.Egress is { } egress) outcomes = Then(outcomes, egress.Judge(family, from.Membership, to.Membership), Direction.Egress);
        if (way is { OwnNode: { } node }) return Then(outcomes, [ToHost(cluster, node, family)], Direction.Egress);
        return to.Ingress is { } ingress
            ? Then(outcomes, ingress.Judge(family, from.Membership, to.Membership), Direction.Ingress)
            : outcomes;
    }

    /// <summary>What host endpoints may add to or take from the answers about a cluster, in words; empty for nothing.</summary>
    public IReadOnlyList<string> HostEndpointLimits(int cluster) => Analysis.HostEndpointLimits.Of(_clusters[cluster].Cluster);

    /// <summary>The policies that select a pod of one of the clusters.</summary>
    internal IReadOnlySet<PolicyId> PoliciesInUse(int cluster) => _clusters[cluster].Endpoints
        .SelectMany(endpoint => endpoint.Ingress.Policies.Concat(endpoint.Egress.Policies)).ToHashSet();

    /// <summary>Whether the clusters let pods call a node of theirs differently.</summary>
    internal bool ToHostChanges(string node) =>
        _clusters.Select(cluster => cluster.Cluster.Index.EndpointToHost(node).Verdict).Distinct().Count() > 1;

    private Piece ToHost(int cluster, string node, IpFamily family)
    {
        var (action, verdict) = _clusters[cluster].Cluster.Index.EndpointToHost(node);
        return new Piece(Partition.All(family), verdict, new Reason.EndpointToHost(node, action, verdict));
    }

    private static List<Outcome> Then(IReadOnlyList<Outcome> before, IReadOnlyList<Piece> next, Direction direction)
    {
        var after = new List<Outcome>();
        foreach (var outcome in before)
        {
            if (outcome.Verdict == Verdict.Deny)
            {
                after.Add(outcome);
                continue;
            }

            foreach (var piece in next)
            {
                var both = outcome.Traffic.And(piece.Traffic);
                if (!both.IsEmpty) after.Add(new Outcome(both, piece.Verdict, piece.Why, direction));
            }
        }

        return after;
    }

    private static TrafficCuts CutsOf(IEnumerable<ClusterIntent> clusters)
    {
        var cuts = new TrafficCuts();
        foreach (var cluster in clusters)
        {
            var matches = cluster.Policies.Values.SelectMany(policy => policy.Ingress.Concat(policy.Egress)).Select(rule => rule.Match).ToList();
            matches.ForEach(cuts.Add);
            var bySource = matches.SelectMany(match => match.Source.InPorts.Concat(match.Source.NotInPorts)).ToHashSet();
            var byDestination = matches.SelectMany(match => match.Destination.InPorts.Concat(match.Destination.NotInPorts)).ToHashSet();
            foreach (var set in cluster.Sets.Where(set => set.Kind == IpSetKind.AddressPorts))
            {
                foreach (var member in set.Added)
                {
                    if (bySource.Contains(set.Id)) cuts.Add(member, isSource: true);
                    if (byDestination.Contains(set.Id)) cuts.Add(member, isSource: false);
                }
            }
        }

        return cuts;
    }
}
