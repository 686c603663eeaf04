using Margay.Model.Intent;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Programs;

/// <summary>A rule whose conditions on protocol and ports are a set of classes, and on addresses numbers of sets.</summary>
/// <param name="Effect">What it does.</param>
/// <param name="Origin">The rule of the policy that it comes from.</param>
/// <param name="Family">The family that it is about; None is both.</param>
/// <param name="Traffic">What meets it, whatever the addresses.</param>
/// <param name="Source">Its conditions on the source.</param>
/// <param name="Destination">Its conditions on the destination.</param>
internal sealed record ProgramRule(
    RuleEffect Effect, RuleOrigin Origin, IpFamily Family, TrafficSet Traffic, ProgramEnd Source, ProgramEnd Destination)
{
    /// <summary>What of it meets the rule between two ends; the result may be empty.</summary>
    public TrafficSet Matching(IpFamily family, Membership source, Membership destination, TrafficPartition partition)
    {
        if (Family != IpFamily.None && Family != family) return partition.None;
        if (!Source.Holds(source) || !Destination.Holds(destination)) return partition.None;
        return Destination.Narrow(Source.Narrow(Traffic, source, partition, isSource: true), destination, partition, isSource: false);
    }
}

/// <summary>A rule's conditions on one end, as numbers of sets.</summary>
internal sealed record ProgramEnd(int[] In, int[] NotIn, int[] InPorts, int[] NotInPorts)
{
    public static ProgramEnd Of(EndMatch end, MembershipTable table) => new(
        Numbers(end.In, table), Numbers(end.NotIn, table), Numbers(end.InPorts, table), Numbers(end.NotInPorts, table));

    /// <summary>Every set that is named.</summary>
    public IEnumerable<int> Sets => In.Concat(NotIn).Concat(InPorts).Concat(NotInPorts);

    public bool Holds(Membership membership) =>
        Array.TrueForAll(In, membership.IsIn) && !Array.Exists(NotIn, membership.IsIn);

    /// <summary>What is left by the sets of addresses and ports.</summary>
    public TrafficSet Narrow(TrafficSet traffic, Membership membership, TrafficPartition partition, bool isSource)
    {
        foreach (var set in InPorts) traffic = traffic.And(Members(set, membership, partition, isSource));
        foreach (var set in NotInPorts) traffic = traffic.Except(Members(set, membership, partition, isSource));
        return traffic;
    }

    private static TrafficSet Members(int set, Membership membership, TrafficPartition partition, bool isSource)
    {
        var all = partition.None;
        foreach (var (number, protocol, port) in membership.Ports)
        {
            if (number == set) all = all.Or(partition.Matching(protocol, port, isSource));
        }

        return all;
    }

    private static int[] Numbers(IReadOnlyList<IpSetId> sets, MembershipTable table) => [.. sets.Select(table.NumberOf)];
}
