using CsCheck;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Evaluation;
using Margay.Policy.Graph;
using Margay.Policy.Oracle;
using Margay.Policy.Snapshot;
using Margay.Primitives;
using Margay.Tests.Kernel.Tables;
using Margay.Tests.Property.Policy;

namespace Margay.Tests.Kernel.Clusters;

/// <summary>Pods a, b and c with addresses that the generated policies speak of; outside has one address of each family.</summary>
public sealed class ClusterNetwork : PodNetwork
{
    public ClusterNetwork()
        : base("10.0.0.", "fd00::") =>
        Ip("outside", "addr del 192.0.2.200/24 dev eth0\naddr del 2001:db8::200/64 dev eth0\n");
}

/// <summary>
/// The resources of a random cluster that an API would take, in which a pod of namespace blue stands on the wire of pod a
/// of a <see cref="ClusterNetwork"/>, and one of namespace red on that of pod b. Its node is the host there, with the interface
/// ext0 to the world outside, and has learnt that a.example.test stands for pod b. The same seed gives the same cluster.
/// </summary>
internal sealed class GeneratedCluster
{
    private const string Node = "n1";
    private static readonly IpAddr[] NodeAddresses = [IpAddr.Parse("192.0.2.1"), IpAddr.Parse("2001:db8::1")];
    private static readonly LearntName NameOfB = new(DomainName.Parse("a.example.test"), [.. AddressesOf("b")]);
    private static readonly ushort[] SourcePorts = [4000, 80, 53];
    private static readonly ushort[] DestinationPorts = [53, 79, 80, 81];
    private static readonly IpProtocol[] Transports = [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Sctp];
    private static readonly (byte Type, byte Code)[] Messages = [(8, 0), (8, 1), (3, 0)];

    private static readonly Gen<Pod> ValidPod = ClusterGen.Pod.Where(ClusterYaml.IsValid);

    private static readonly Gen<List<Resource>> Drawn = Gen.Select(
        ClusterGen.Happening.List[8, 40], ClusterGen.Namespace, ClusterGen.Namespace, ValidPod, ValidPod,
        (happenings, blue, red, sender, receiver) =>
        {
            var world = new World();
            world.Apply(new Happening.Upserted(blue with { Metadata = blue.Metadata with { Name = "blue" } }));
            world.Apply(new Happening.Upserted(red with { Metadata = red.Metadata with { Name = "red" } }));
            happenings.ForEach(world.Apply);
            world.Apply(new Happening.Upserted(Wired(sender, "blue", "a")));
            world.Apply(new Happening.Upserted(Wired(receiver, "red", "b")));
            return world.Resources.Select(AtExt0).Where(ClusterYaml.IsValid).ToList();
        });

    private static readonly Gen<List<Resource>> DrawnWithHosts = Gen.Select(
        Drawn,
        CalicoGen.Host.Select(AtExt0).Where(host => ClusterYaml.IsValid(host) && host is HostEndpoint { Spec: { Node: Node, InterfaceName: "ext0" or "*" } }).List[1, 2],
        CalicoGen.GlobalPolicy.Where(ClusterYaml.IsValid).List[4, 10],
        (cluster, hosts, policies) =>
        {
            var world = new World();
            foreach (var resource in cluster.Concat(hosts).Concat(policies)) world.Apply(new Happening.Upserted(resource));
            return world.Resources.ToList();
        });

    private readonly World _world = new();
    private readonly IntentState _state = new();

    private GeneratedCluster(IReadOnlyList<Resource> resources)
    {
        Resources = [.. resources.Select(resource => resource is Pod pod && Wire(pod) is not null ? AtNode(pod) : resource)];
        _world.Apply(new Happening.InterfaceUp(new HostInterface("ext0", NodeAddresses)));
        _world.Apply(new Happening.Learnt(NameOfB));
        foreach (var resource in Resources) _world.Apply(new Happening.Upserted(resource));
        foreach (var pod in Resources.OfType<Pod>().Where(pod => Wire(pod) is not null))
            _world.Apply(new Happening.Plugged(new LocalEndpoint($"cali{Wire(pod)}", pod.Metadata.Namespace!, pod.Metadata.Name, [.. AddressesOf(Wire(pod)!)])));
        Cluster = _world.Cluster();
        Intent = new PolicyGraph(Node).Apply(new SnapshotDelta([.. _world.Everything().Select(World.ChangeOf).OfType<SnapshotChange>()], true));
        _state.Apply(Intent);
    }

    /// <summary>Packets from outside to pod b, as <see cref="Packets"/>.</summary>
    public static IReadOnlyList<Packet> FromOutside { get; } = [.. AllPackets([IpAddr.Parse("192.0.2.10"), IpAddr.Parse("2001:db8::10")])];

    /// <summary>Packets from pod a to pod b, each the first of its connection, of every kind that the policies tell apart.</summary>
    public static IReadOnlyList<Packet> Packets { get; } = [.. AllPackets(AddressesOf("a"))];

    /// <summary>What the cluster is made of.</summary>
    public IReadOnlyList<Resource> Resources { get; }

    /// <summary>The cluster as the oracle sees it.</summary>
    public ClusterState Cluster { get; }

    /// <summary>What the graph makes of it for the node on which the two pods are.</summary>
    public IntentDelta Intent { get; }

    /// <summary>The cluster of a seed, without host endpoints.</summary>
    public static GeneratedCluster Of(int seed) => new([.. Draw(Drawn, seed).Where(resource => resource is not HostEndpoint)]);

    /// <summary>The cluster of a seed, with the host endpoints that it has.</summary>
    public static GeneratedCluster WithHosts(int seed) => new(Draw(DrawnWithHosts, seed));

    /// <summary>A cluster of these resources, some of those of another.</summary>
    public static GeneratedCluster Of(IReadOnlyList<Resource> resources) => new(resources);

    /// <summary>What the oracle says of a packet where pod a sends it and where pod b receives it; null where there is no such pod.</summary>
    public (DirectionDecision? Sent, DirectionDecision? Received) Judge(Packet packet) =>
        (At("blue", "a", Direction.Egress, packet), At("red", "b", Direction.Ingress, packet));

    /// <summary>What the oracle says of a packet on all of its way to pod b: from pod a, or from outside through ext0.</summary>
    public Decision JudgeWay(Packet packet) => JudgeWay(packet, Cluster);

    private static Decision JudgeWay(Packet packet, ClusterState cluster)
    {
        FlowEnd from = AddressesOf("a").Contains(packet.Source) ? new FlowEnd.Pod("blue", "a") : new FlowEnd.Address(packet.Source);
        return PolicyOracle.Decide(cluster, new Flow(from, new FlowEnd.Pod("red", "b"), packet.Protocol, packet.DestinationPort, packet.Source.Family)
        {
            SourcePort = packet.SourcePort,
            IcmpType = packet.Icmp?.Type,
            IcmpCode = packet.Icmp?.Code,
            Via = new Dictionary<string, string> { [Node] = "ext0" },
        });
    }

    /// <summary>Whether the packet would fare otherwise if the name were not known.</summary>
    public bool DecidesByName(Packet packet) =>
        JudgeWay(packet, Cluster).Verdict != JudgeWay(packet, Cluster with { Names = [] }).Verdict;

    /// <summary>What the node's intent says of it in words, to be read beside what the oracle says.</summary>
    public string Evaluate(Packet packet) => string.Join(", ", _state.Endpoints.Values.Select(endpoint => endpoint.Interface == "calia"
        ? $"out {IntentEvaluator.Evaluate(_state, endpoint, Direction.Egress, packet)}"
        : $"in {IntentEvaluator.Evaluate(_state, endpoint, Direction.Ingress, packet)}"));

    private DirectionDecision? At(string ns, string pod, Direction direction, Packet packet) => PolicyOracle.DecideAt(
        Cluster, new PolicedEnd.Pod(ns, pod), PolicyHook.Normal, direction, new PacketFacts(packet.Source, packet.Destination, packet.Protocol)
        {
            SourcePort = packet.SourcePort,
            DestinationPort = packet.DestinationPort,
            IcmpType = packet.Icmp?.Type,
            IcmpCode = packet.Icmp?.Code,
        });

    private static List<Resource> Draw(Gen<List<Resource>> from, int seed) => from.Generate(new PCG(1, (ulong)seed), null, out _);

    /// <summary>Generated host endpoints are of interfaces and addresses that the host has.</summary>
    private static Resource AtExt0(Resource resource) => resource is HostEndpoint { Spec: { } spec } host
        ? host with
        {
            Spec = spec with
            {
                InterfaceName = spec.InterfaceName == "eth0" ? "ext0" : spec.InterfaceName,
                ExpectedIps = [.. (spec.ExpectedIps ?? []).Select(ip => ip switch { "203.0.113.9" => "192.0.2.1", "fd00::7" => "2001:db8::1", _ => ip }).Distinct()],
            },
        }
        : resource;

    private static string? Wire(Pod pod) => (pod.Metadata.Namespace, pod.Metadata.Name) switch
    {
        ("blue", "a") => "a",
        ("red", "b") => "b",
        _ => null,
    };

    private static Pod Wired(Pod pod, string ns, string name) => pod with
    {
        Metadata = new ObjectMeta { Namespace = ns, Name = name, Labels = pod.Metadata.Labels },
        Status = new PodStatus { Phase = "Running", PodIps = [.. AddressesOf(name).Select(address => new PodIp { Ip = address.ToString() })] },
        Spec = pod.Spec! with { NodeName = Node, HostNetwork = null },
    };

    /// <remarks>A pod on the wire is on the node, whatever is taken away from it.</remarks>
    private static Pod AtNode(Pod pod) => pod with { Spec = (pod.Spec ?? new PodSpec()) with { NodeName = Node } };

    private static IEnumerable<IpAddr> AddressesOf(string wire)
    {
        var number = wire[0] - 'a' + 1;
        yield return IpAddr.Parse($"10.0.0.{number}");
        yield return IpAddr.Parse($"fd00::{number}");
    }

    private static IEnumerable<Packet> AllPackets(IEnumerable<IpAddr> sources)
    {
        foreach (var (from, to) in sources.Zip(AddressesOf("b")))
        {
            foreach (var transport in Transports)
                foreach (var source in SourcePorts)
                    foreach (var destination in DestinationPorts)
                        yield return new Packet(from, to, transport, destination, source);
            foreach (var (type, code) in Messages)
                yield return new Packet(from, to, from.Family == IpFamily.V4 ? IpProtocol.Icmp : IpProtocol.IcmpV6, 0, 0, new IcmpMatch(type, code));
            yield return new Packet(from, to, PacketProbe.WithoutPorts, 0);
        }
    }
}
