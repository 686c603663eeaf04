using System.Diagnostics;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Policy.Analysis;

/// <summary>From one place to another; one of them is of pods.</summary>
/// <param name="From">Who opens connections.</param>
/// <param name="To">Who is called.</param>
/// <param name="OwnNode">The node, where one end is a node and the other are pods of it; else null.</param>
public sealed record Way(Place From, Place To, string? OwnNode)
{
    /// <summary>
    /// The ways between two places. A node is another's way to its own pods than to others', so that pods may be parted;
    /// what a pod says to itself no policy sees, and ways between what are no pods are none of ours.
    /// </summary>
    public static IEnumerable<Way> Between(Place from, Place to)
    {
        switch (from, to)
        {
            case (Place.Pods sources, Place.Node node):
                if (sources.Where(pod => pod.Node != node.Name) is { } strangers) yield return new Way(strangers, to, null);
                if (sources.Where(pod => pod.Node == node.Name) is { } own) yield return new Way(own, to, node.Name);
                break;
            case (Place.Node node, Place.Pods destinations):
                if (destinations.Where(pod => pod.Node != node.Name) is { } others) yield return new Way(from, others, null);
                if (destinations.Where(pod => pod.Node == node.Name) is { } mine) yield return new Way(from, mine, node.Name);
                break;
            case (Place.Pods, Place.Pods) when from.IsSamePod(to):
                break;
            case (Place.Pods, _) or (_, Place.Pods):
                yield return new Way(from, to, null);
                break;
        }
    }

    /// <summary>One connection of the way, between two pods that are not the same.</summary>
    public Flow Witness(TrafficClass traffic)
    {
        var destination = EndOf(To, null);
        var source = EndOf(From, destination);
        if (source == destination) destination = EndOf(To, source);
        return new Flow(source, destination, traffic.Protocol, PortOf(traffic.Protocol, traffic.Ports), From.Family)
        {
            SourcePort = PortOf(traffic.Protocol, traffic.SourcePorts),
            IcmpType = traffic.Icmp?.Type,
            IcmpCode = traffic.Icmp is { } message ? message.Code ?? 0 : null,
        };
    }

    private static FlowEnd.Pod EndOf(Place.Pods pods, Place.Member pod) => new(pods.Namespace, pod.Name);

    private static FlowEnd EndOf(Place place, FlowEnd? other) => place switch
    {
        Place.Pods pods => EndOf(pods, pods.Members.FirstOrDefault(pod => EndOf(pods, pod) != other) ?? pods.Members[0]),
        Place.Node node => new FlowEnd.Address(node.Addresses[0]),
        Place.Domains named => new FlowEnd.Domain(named.Names[0].Example),
        Place.Outside outside => new FlowEnd.Address(outside.Witness),
        _ => throw new UnreachableException(),
    };

    private static ushort PortOf(IpProtocol protocol, PortRange ports) =>
        protocol.HasPorts ? Math.Min(Math.Max(ports.First, (ushort)1), ports.Last) : (ushort)0;
}
