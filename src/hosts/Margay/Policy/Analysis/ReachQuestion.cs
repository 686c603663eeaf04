using Margay.Host.Cli;
using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy.Analysis;

/// <summary>A question about all connections between ends.</summary>
/// <param name="Port">The only port it is about; null for all traffic.</param>
internal abstract record ReachQuestion(string? Port)
{
    /// <summary>What is allowed.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="ns">The namespace of names that carry none.</param>
    /// <exception cref="CliException">An end means nothing there, or the port is none.</exception>
    public ReachAnswer Ask(ClusterState cluster, string ns)
    {
        var ways = Ways(cluster, ns).ToList();
        var space = new ReachSpace(cluster);
        var (traffic, port) = TrafficOf(space);
        return new ReachAnswer(space, ReachGroup.Of(space, ways.SelectMany(way => Reach.Find(space, way.From, way.To, traffic, port)), port));
    }

    protected abstract IEnumerable<(PlaceSelection From, PlaceSelection To)> Ways(ClusterState cluster, string ns);

    private (Func<IpFamily, TrafficSet> Of, ushort? Port) TrafficOf(ReachSpace space)
    {
        if (Port is null) return (space.Partition.All, null);
        if (Port.StartsWith("icmp", StringComparison.OrdinalIgnoreCase) && Port.Contains('/'))
            throw CliException.Usage($"--port: '{Port}': query looks at all messages of a protocol; write {Port[..Port.IndexOf('/')]}");
        var (protocol, number) = FlowWords.ParsePort(Port);
        ushort? port = protocol.HasPorts ? number : null;
        return (family => space.Partition.Of(protocol, port).And(space.Partition.All(family)), port);
    }

    /// <summary>Who may open connections to something.</summary>
    internal sealed record WhoCanReach(string Target, string? Port) : ReachQuestion(Port)
    {
        protected override IEnumerable<(PlaceSelection From, PlaceSelection To)> Ways(ClusterState cluster, string ns) =>
            [(new PlaceSelection.Everything(), EndWords.Parse(Target, cluster, ns))];
    }

    /// <summary>To whom something may open connections.</summary>
    internal sealed record ReachableFrom(string Target, string? Port) : ReachQuestion(Port)
    {
        protected override IEnumerable<(PlaceSelection From, PlaceSelection To)> Ways(ClusterState cluster, string ns) =>
            [(EndWords.Parse(Target, cluster, ns), new PlaceSelection.Everything())];
    }

    /// <summary>Whether two namespaces, or one and all others, can open no connection to each other.</summary>
    internal sealed record Isolated(string One, string Other, string? Port) : ReachQuestion(Port)
    {
        protected override IEnumerable<(PlaceSelection From, PlaceSelection To)> Ways(ClusterState cluster, string ns)
        {
            var (one, other) = (Pods(cluster, One), Pods(cluster, Other));
            return [(other, one), (one, other)];
        }

        private static PlaceSelection Pods(ClusterState cluster, string ns) =>
            ns == "all" ? new PlaceSelection.Everything() : EndWords.Parse($"{ns.TrimEnd('/')}/", cluster, ns);
    }
}

/// <summary>What is allowed, in groups.</summary>
/// <param name="Space">What the groups are made of.</param>
/// <param name="Groups">The groups.</param>
internal sealed record ReachAnswer(ReachSpace Space, IReadOnlyList<ReachGroup> Groups);
