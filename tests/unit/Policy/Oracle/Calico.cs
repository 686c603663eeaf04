using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Tests.Unit.Policy.Oracle;

/// <summary>Short ways to write Calico's policies and to ask the oracle about one hook.</summary>
internal static class Calico
{
    public static readonly CalicoRule Allow = new() { Action = "Allow" };
    public static readonly CalicoRule Deny = new() { Action = "Deny" };
    public static readonly CalicoRule Pass = new() { Action = "Pass" };
    public static readonly CalicoRule Log = new() { Action = "Log" };

    public static CalicoPolicySpec Ingress(params CalicoRule[] rules) => new() { Ingress = rules, Types = ["Ingress"] };

    public static CalicoPolicySpec Egress(params CalicoRule[] rules) => new() { Egress = rules, Types = ["Egress"] };

    public static CalicoRule From(this CalicoRule rule, EntityRule source) => rule with { Source = source };

    public static CalicoRule From(this CalicoRule rule, string selector) => rule.From(new EntityRule { Selector = selector });

    public static CalicoRule To(this CalicoRule rule, EntityRule destination) => rule with { Destination = destination };

    public static CalicoNetworkPolicy Namespaced(string ns, string name, CalicoPolicySpec spec) =>
        new() { Metadata = new ObjectMeta { Namespace = ns, Name = name }, Spec = spec };

    public static GlobalNetworkPolicy Global(string name, CalicoPolicySpec spec) =>
        new() { Metadata = new ObjectMeta { Name = name }, Spec = spec };

    public static StagedGlobalNetworkPolicy StagedGlobal(string name, CalicoPolicySpec spec) =>
        new() { Metadata = new ObjectMeta { Name = name }, Spec = spec };

    public static Tier Tier(string name, double? order, string? defaultAction = null) => new()
    {
        Metadata = new ObjectMeta { Name = name },
        Spec = new TierSpec { Order = order, DefaultAction = defaultAction },
    };

    public static ServiceAccount Account(string ns, string name, params (string Key, string Value)[] labels) => new()
    {
        Metadata = new ObjectMeta { Namespace = ns, Name = name, Labels = labels.ToDictionary(pair => pair.Key, pair => pair.Value) },
    };

    public static Pod Under(this Pod pod, string account) => pod with { Spec = pod.Spec! with { ServiceAccountName = account } };

    public static Pod On(this Pod pod, string node) => pod with { Spec = pod.Spec! with { NodeName = node } };

    public static HostEndpoint HostOf(string name, string node, string? interfaceName, params string[] expectedIps) => new()
    {
        Metadata = new ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["host"] = name } },
        Spec = new HostEndpointSpec { Node = node, InterfaceName = interfaceName, ExpectedIps = expectedIps },
    };

    public static HostEndpoint WithProfiles(this HostEndpoint host, params string[] profiles) =>
        host with { Spec = host.Spec! with { Profiles = profiles } };

    public static Profile Profile(string name, params CalicoRule[] ingress) =>
        new() { Metadata = new ObjectMeta { Name = name }, Spec = new ProfileSpec { Ingress = ingress } };

    public static GlobalNetworkSet Set(string name, params string[] nets) => new()
    {
        Metadata = new ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["set"] = name } },
        Spec = new NetworkSetSpec { Nets = nets },
    };

    public static NetworkSet SetIn(string ns, string name, string net) => new()
    {
        Metadata = new ObjectMeta { Namespace = ns, Name = name, Labels = new Dictionary<string, string> { ["set"] = name } },
        Spec = new NetworkSetSpec { Nets = [net] },
    };

    public static FelixConfiguration Settings(string name, FelixConfigurationSpec spec) =>
        new() { Metadata = new ObjectMeta { Name = name }, Spec = spec };

    /// <summary>A packet written as <c>10.0.0.1 > 10.0.0.2 TCP/80</c>, with <c>#port</c> after a source that has one.</summary>
    public static PacketFacts Packet(string text)
    {
        var words = text.Split(' ');
        var mark = words[0].IndexOf('#');
        var protocol = words[3].Split('/');
        Assert.True(IpProtocol.TryParse(protocol[0], out var number), text);
        return new PacketFacts(IpAddr.Parse(mark < 0 ? words[0] : words[0][..mark]), IpAddr.Parse(words[2]), number)
        {
            SourcePort = mark < 0 ? (ushort)0 : ushort.Parse(words[0][(mark + 1)..]),
            DestinationPort = number.HasPorts && protocol.Length > 1 ? ushort.Parse(protocol[1]) : (ushort)0,
            IcmpType = !number.HasPorts && protocol.Length > 1 ? byte.Parse(protocol[1]) : null,
            IcmpCode = !number.HasPorts && protocol.Length > 2 ? byte.Parse(protocol[2]) : null,
        };
    }

    public static DirectionDecision Ask(this ClusterState cluster, string pod, Direction direction, string packet)
    {
        var parts = pod.Split('/');
        var end = new PolicedEnd.Pod(parts[0], parts[1]);
        var decision = PolicyOracle.DecideAt(cluster, end, PolicyHook.Normal, direction, Packet(packet));
        return Assert.IsType<DirectionDecision>(decision);
    }

    public static DirectionDecision? AskHost(
        this ClusterState cluster, string host, PolicyHook hook, Direction direction, string packet) =>
        PolicyOracle.DecideAt(cluster, new PolicedEnd.HostEndpoint(host), hook, direction, Packet(packet));
}
