using Margay.Policy.Analysis.Traffic;
using Margay.Primitives;

namespace Margay.Host.Policy.Analysis;

/// <summary>Traffic as a person names it: <c>TCP 80,443; UDP all but 53</c>.</summary>
internal static class TrafficWords
{
    /// <summary>All of a set that a family can carry.</summary>
    public static string Of(TrafficPartition partition, TrafficSet traffic, IpFamily family)
    {
        var all = partition.All(family);
        if (traffic.Equals(all)) return "all traffic";
        var others = partition.Where(static found => found.IsOtherProtocols);
        return traffic.Overlaps(others)
            ? $"all but {List(partition, all.Except(traffic), all)}"
            : List(partition, traffic, all);
    }

    /// <summary>The same of one destination port, where one was asked about: all of the set has it among its ports.</summary>
    public static string Of(TrafficPartition partition, TrafficSet traffic, IpFamily family, ushort? port)
    {
        if (port is not { } asked) return Of(partition, traffic, family);
        var classes = traffic.Classes.Select(number => partition.Classes[number]).ToList();
        var sources = Ranges(classes.Select(found => found.SourcePorts));
        return sources == AnyPort ? $"{classes[0].Protocol} {asked}" : $"{classes[0].Protocol} {asked} from port {sources}";
    }

    private static string List(TrafficPartition partition, TrafficSet traffic, TrafficSet all) => string.Join("; ",
        traffic.Classes.Select(number => partition.Classes[number].Protocol).Distinct()
            .Select(protocol => Of(protocol, ClassesOf(partition, traffic, protocol), ClassesOf(partition, all, protocol))));

    private static List<TrafficClass> ClassesOf(TrafficPartition partition, TrafficSet traffic, IpProtocol protocol) =>
        [.. traffic.Classes.Select(number => partition.Classes[number]).Where(found => found.Protocol == protocol)];

    private static string Of(IpProtocol protocol, List<TrafficClass> found, List<TrafficClass> all)
    {
        if (found[0].IsOtherProtocols) return "other protocols";
        if (found.Count == all.Count) return protocol.ToString();
        return protocol.HasPorts
            ? string.Join("; ", Ports(found).Select(part => $"{protocol} {part}"))
            : $"{protocol} {string.Join(", ", Messages(found, all))}";
    }

    /// <summary>Messages by type; by code only where one type's codes are not all alike.</summary>
    private static IEnumerable<string> Messages(List<TrafficClass> found, List<TrafficClass> all) =>
        found.GroupBy(one => one.Icmp!.Value is { Code: null } ? (int?)null : one.Icmp.Value.Type).SelectMany(type =>
            type.Key is { } number && type.Count() == all.Count(one => one.Icmp is { Code: not null } message && message.Type == number)
                ? [$"type {number}"]
                : type.Select(Message));

    /// <summary>The destination ports, apart for each choice of source ports.</summary>
    private static IEnumerable<string> Ports(List<TrafficClass> found)
    {
        var bySources = found.GroupBy(one => one.Ports)
            .GroupBy(port => Ranges(port.Select(one => one.SourcePorts)), port => port.Key, StringComparer.Ordinal);
        foreach (var alike in bySources)
        {
            var ports = Ranges(alike);
            var isAnySource = alike.Key == AnyPort;
            yield return (ports == AnyPort, isAnySource) switch
            {
                (_, true) => ports,
                (true, false) => $"from port {alike.Key}",
                (false, false) => $"{ports} from port {alike.Key}",
            };
        }
    }

    private const string AnyPort = "of any port";

    private static string Ranges(IEnumerable<PortRange> ranges)
    {
        var merged = PortRange.Merge(ranges);
        if (merged is [{ First: 0, Last: ushort.MaxValue }]) return AnyPort;
        if (merged[0].First > 0 || merged[^1].Last < ushort.MaxValue) return string.Join(',', merged);
        var holes = merged.Zip(merged.Skip(1), (one, next) => new PortRange((ushort)(one.Last + 1), (ushort)(next.First - 1)));
        return $"all but {string.Join(',', holes)}";
    }

    private static string Message(TrafficClass found) => found switch
    {
        { Icmp: { Code: null } } => "other types",
        { Icmp: { } message, IsOtherMessages: true } => $"type {message.Type} with another code",
        { Icmp: { } message } => $"type {message.Type} code {message.Code}",
        _ => "",
    };
}
