using Margay.Host.Cli;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy.Explain;

/// <summary>Which connections are to be explained.</summary>
internal abstract record ExplainQuestion
{
    private const int MaxFlows = 10_000;

    private ExplainQuestion()
    {
    }

    /// <summary>What is to be said beside the answers, a line each.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>The connections, in a cluster that has the pods.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="ns">The namespace of names that carry none.</param>
    /// <exception cref="CliException">An end means nothing there, or there are too many connections.</exception>
    public abstract IReadOnlyList<Flow> Flows(ClusterState cluster, string ns);

    /// <summary>Packets that other programs printed; among several lines those that are none are left out.</summary>
    /// <exception cref="CliException">No line is a packet, or there are too many.</exception>
    public static ExplainQuestion OfPackets(IReadOnlyList<string> lines)
    {
        if (lines.Count > MaxFlows) throw new CliException($"these are {lines.Count} lines: give {MaxFlows} at most");
        var (flows, notes, refused) = (new HashSet<Flow>(), new HashSet<string>(), new List<CliException>());
        foreach (var line in lines)
        {
            try
            {
                flows.Add(PacketLine.Read(line));
                if (PacketLine.NoteOn(line) is { } note) notes.Add(note);
            }
            catch (CliException none)
            {
                refused.Add(none);
            }
        }

        if (flows.Count == 0) throw refused[0];
        if (refused.Count > 0) notes.Add($"{refused.Count} of {lines.Count} lines are left out; the first: {refused[0].Message}");
        return new Packets([.. flows], [.. notes]);
    }

    /// <summary>From each pod that one text means to each that another one means.</summary>
    /// <exception cref="CliException">The port is none.</exception>
    public static ExplainQuestion OfEnds(string from, string to, string port, ushort sourcePort) =>
        new Ends(from, to, FlowWords.ParseTraffic(port), sourcePort);

    private sealed record Packets(IReadOnlyList<Flow> All, IReadOnlyList<string> About) : ExplainQuestion
    {
        public override IReadOnlyList<string> Notes => About;

        public override IReadOnlyList<Flow> Flows(ClusterState cluster, string ns) => All;
    }

    private sealed record Ends(
        string From, string To, (IpProtocol Protocol, ushort Port, byte? IcmpType, byte? IcmpCode) Traffic, ushort SourcePort) : ExplainQuestion
    {
        public override IReadOnlyList<Flow> Flows(ClusterState cluster, string ns)
        {
            var sources = FlowWords.ParseEnds("--from", From, cluster, ns);
            var destinations = FlowWords.ParseEnds("--to", To, cluster, ns);
            var count = (long)sources.Count * destinations.Count;
            if (count > MaxFlows)
                throw new CliException($"{sources.Count} × {destinations.Count} connections are too many to explain one by one: ask margay policy query");
            return
            [
                .. from source in sources
                   from destination in destinations
                   where source != destination || count == 1
                   select new Flow(source, destination, Traffic.Protocol, Traffic.Port)
                   {
                       SourcePort = SourcePort,
                       IcmpType = Traffic.IcmpType,
                       IcmpCode = Traffic.IcmpCode,
                   },
            ];
        }
    }
}
