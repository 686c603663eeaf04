using CsCheck;
using Margay.Model.Resources;

namespace Margay.Tests.Property.Policy;

/// <summary>Calico's kinds and the cluster's, over the same few names, labels and addresses as <see cref="ClusterGen"/>.</summary>
internal static class CalicoGen
{
    private static readonly Gen<string> NamespaceName = Gen.OneOf("blue", "red", "void");
    private static readonly Gen<string> AccountName = Gen.OneOf("sa1", "sa2");
    private static readonly Gen<string> PolicyName = Gen.OneOf("p", "q", "r");
    private static readonly Gen<string> Value = Gen.OneOf("x", "y", "z");

    private static readonly Gen<IReadOnlyDictionary<string, string>?> Labels =
        Gen.Select(Value.Null(0.4), Value.Null(0.4), (app, tier) => (IReadOnlyDictionary<string, string>?)LabelsOf(app, tier));

    private static readonly Gen<string> Term = Gen.Frequency(
        (6, Gen.Select(Gen.OneOf("app", "tier"), Gen.OneOf("==", "!="), Value, (key, op, value) => $"{key} {op} '{value}'")),
        (3, Gen.OneOf("has(app)", "!has(tier)", "app in {'x', 'y'}", "tier not in {'z'}", "app starts with 'x'", "all()", "!all()")),
        (2, Gen.OneOf("pcns.app == 'x'", "has(pcns.tier)", "pcsa.app == 'x'", "pcns.projectcalico.org/name == 'red'")),
        (2, Gen.OneOf(
            "projectcalico.org/namespace == 'blue'", "projectcalico.org/orchestrator == 'k8s'",
            "projectcalico.org/serviceaccount == 'sa1'", "!has(projectcalico.org/namespace)")));

    private static readonly Gen<string> Selector = Gen.Frequency(
        (5, Term),
        (2, Gen.Select(Term, Term, (one, other) => $"{one} && {other}")),
        (2, Gen.Select(Term, Term, (one, other) => $"({one}) || !({other})")));

    private static readonly Gen<string> NamespaceSelector = Gen.Frequency(
        (3, Gen.OneOf("app == 'x'", "app != 'y'", "has(tier)", "projectcalico.org/name == 'blue'")),
        (1, Gen.Const("all()")),
        (1, Gen.Const("global()")));

    private static readonly Gen<string> AccountSelector = Gen.OneOf("app == 'x'", "has(tier)", "projectcalico.org/name == 'sa1'", "all()");

    private static readonly Gen<string> Net = Gen.OneOf(
        "10.0.0.0/29", "10.0.0.4/30", "10.0.0.2/32", "10.0.0.1", "0.0.0.0/0", "::/0", "fd00::/125", "fd00::2", "203.0.113.0/24");

    private static readonly Gen<string> Port = Gen.OneOf("80", "81", "53", "50:80", "http", "dns");

    private static readonly Gen<ServiceMatch> ServiceMatch =
        Gen.Select(Gen.OneOf("web", "db"), NamespaceName, (name, ns) => new ServiceMatch { Name = name, Namespace = ns });

    private static readonly Gen<ServiceAccountMatch> AccountMatch = Gen.Select(
        AccountName.List[0, 2], AccountSelector.Null(0.5), (names, selector) => new ServiceAccountMatch { Names = names, Selector = selector });

    /// <summary>An end without ports.</summary>
    private static readonly Gen<EntityRule> Addressed = Gen.Frequency(
        (3, Gen.Const(new EntityRule())),
        (4, Gen.Select(Selector.Null(0.2), NamespaceSelector.Null(0.6), AccountMatch.Null(0.85), (selector, namespaces, accounts) =>
            new EntityRule { Selector = selector, NamespaceSelector = namespaces, ServiceAccounts = accounts })),
        (2, Gen.Select(Selector, NamespaceSelector.Null(0.7), (selector, namespaces) =>
            new EntityRule { NotSelector = selector, NamespaceSelector = namespaces })),
        (1, Gen.Select(Selector, Selector, (selector, not) => new EntityRule { Selector = selector, NotSelector = not })),
        (3, Gen.Select(Net.List[1, 3].Null(0.3), Net.List[1, 2].Null(0.5), (nets, not) => new EntityRule { Nets = nets, NotNets = not })),
        (1, Gen.Select(Net.List[1, 2], Selector, (nets, selector) => new EntityRule { Nets = nets, Selector = selector })));

    private static readonly Gen<EntityRule> WithPorts = Gen.Select(
        Addressed, Port.List[0, 3], Port.List[0, 2], Gen.Int[0, 3], (end, ports, not, which) => end with
        {
            Ports = which != 1 && ports.Count > 0 ? ports : null,
            NotPorts = which != 0 && not.Count > 0 ? not : null,
        });

    /// <summary>Patterns of names, some of which mean names that are learnt.</summary>
    public static Gen<List<string>> Domains { get; } =
        Gen.OneOf("a.example.test", "*.b.example.test", "*.example.test", "B.example.test.", "a.test", "c.d.test").List[1, 2];

    private static readonly Gen<CalicoRule> Rule = Gen.Select(
        Gen.Frequency((5, Gen.Const("Allow")), (4, Gen.Const("Deny")), (2, Gen.Const("Pass")), (1, Gen.Const("Log"))),
        Gen.Frequency(
            (4, Gen.Select(Gen.OneOf("TCP", "UDP", "SCTP", "6"), WithPorts, WithPorts, (protocol, source, destination) =>
                new CalicoRule { Protocol = protocol, Source = source, Destination = destination })),
            (3, Gen.Select(Addressed, Addressed, Gen.OneOf<int?>(null, null, 4, 6), (source, destination, version) =>
                new CalicoRule { Source = source, Destination = destination, IpVersion = version })),
            (1, Gen.Select(Addressed, Gen.OneOf("TCP", "ICMP", "47"), (source, not) => new CalicoRule { NotProtocol = not, Source = source })),
            (1, Gen.Select(Gen.OneOf<int?>(null, 0), Gen.Bool, (code, negate) =>
            {
                var message = new IcmpFields { Type = 8, Code = code };
                return new CalicoRule { Protocol = "ICMP", IpVersion = 4, Icmp = negate ? null : message, NotIcmp = negate ? message : null };
            })),
            (1, Gen.Select(Addressed, Gen.OneOf("http", "dns"), (source, name) =>
                new CalicoRule { Source = source, Destination = new EntityRule { Ports = [name] } }))),
        (action, rule) => rule with { Action = action });

    private static readonly Gen<CalicoRule> EgressRule = Gen.Frequency(
        (6, Rule),
        (1, Gen.Select(Gen.OneOf("Allow", "Deny"), ServiceMatch, (action, service) =>
            new CalicoRule { Action = action, Destination = new EntityRule { Services = service } })),
        (1, Gen.Select(Domains, Gen.OneOf<string?>(null, "TCP", "UDP"), (domains, protocol) => new CalicoRule
        {
            Action = "Allow",
            Protocol = protocol,
            Destination = new EntityRule { Domains = domains, Ports = protocol is null ? null : ["80"] },
        })));

    private static readonly Gen<CalicoRule> IngressRule = Gen.Frequency(
        (6, Rule),
        (1, Gen.Select(Gen.OneOf("Allow", "Deny"), ServiceMatch, (action, service) =>
            new CalicoRule { Action = action, Source = new EntityRule { Services = service } })));

    private static readonly Gen<CalicoPolicySpec> Spec = Gen.Select(
        Gen.Select(
            Gen.OneOf("default", "default", "early", "early", "kube-baseline", "gone").Null(0.3),
            Gen.OneOf<double?>(null, 10, 1000, 2000)),
        Selector.Null(0.3),
        AccountSelector.Null(0.85),
        IngressRule.List[0, 3],
        EgressRule.List[0, 3],
        Gen.OneOf<IReadOnlyList<string>?>(null, null, ["Ingress"], ["Egress"], ["Ingress", "Egress"]),
        (place, selector, accounts, ingress, egress, types) => new CalicoPolicySpec
        {
            Tier = place.Item1,
            Order = place.Item2,
            Selector = selector,
            ServiceAccountSelector = accounts,
            Ingress = ingress,
            Egress = egress,
            Types = types,
        });

    private static readonly Gen<Resource> NamespacedPolicy = Gen.Select(NamespaceName, PolicyName, Spec, (ns, name, spec) =>
        (Resource)new CalicoNetworkPolicy { Metadata = new ObjectMeta { Namespace = ns, Name = name }, Spec = spec });

    /// <summary>A global policy of any hook.</summary>
    public static Gen<Resource> GlobalPolicy { get; } = Gen.Select(
        PolicyName, Spec, Gen.OneOf("app == 'x'", "all()", "has(tier)", "app != 'x'", "!has(tier)", "app not in {'x', 'y'}").Null(0.5), Gen.Int[0, 9], (name, spec, namespaces, flags) =>
            (Resource)new GlobalNetworkPolicy
            {
                Metadata = new ObjectMeta { Name = name },
                Spec = Flagged(spec, flags) with { NamespaceSelector = namespaces },
            });

    private static readonly Gen<Resource> Tier = Gen.Select(
        Gen.OneOf("early", "early", "default", "kube-baseline"), Gen.OneOf<double?>(null, 5, 2_000_000), Gen.OneOf("Deny", "Pass"),
        (name, order, action) => (Resource)new Tier
        {
            Metadata = new ObjectMeta { Name = name },
            Spec = new TierSpec { Order = order, DefaultAction = action },
        });

    private static readonly Gen<Resource> Sets = Gen.Select(
        NamespaceName.Null(0.5), Gen.OneOf("s", "t"), Labels, Net.List[0, 4], (ns, name, labels, nets) => ns is null
            ? (Resource)new GlobalNetworkSet { Metadata = new ObjectMeta { Name = name, Labels = labels }, Spec = new NetworkSetSpec { Nets = nets } }
            : new NetworkSet { Metadata = new ObjectMeta { Namespace = ns, Name = name, Labels = labels }, Spec = new NetworkSetSpec { Nets = nets } });

    /// <summary>A host endpoint of one of three names.</summary>
    public static Gen<Resource> Host { get; } = Gen.Select(
        Gen.Select(Gen.OneOf("h1", "h2", "h3"), Labels, (name, labels) => new ObjectMeta { Name = name, Labels = labels }),
        Gen.OneOf("n1", "n1", "n2"),
        Gen.OneOf("eth0", "eth0", "*", "eth1", ""),
        Gen.OneOf("10.0.0.7", "10.0.0.2", "fd00::7", "203.0.113.9").List[0, 2],
        Gen.OneOf("projectcalico-default-allow", "open", "picky", "lost").List[0, 2],
        Gen.Bool,
        (meta, node, name, ips, profiles, hasPort) => (Resource)new HostEndpoint
        {
            Metadata = meta,
            Spec = new HostEndpointSpec
            {
                Node = node,
                InterfaceName = name,
                ExpectedIps = ips,
                Profiles = profiles,
                Ports = hasPort ? [new EndpointPort { Name = "http", Protocol = "TCP", Port = 81 }] : null,
            },
        });

    private static readonly Gen<Resource> Profile = Gen.Select(
        Gen.OneOf("open", "picky"), Labels, IngressRule.List[0, 2], EgressRule.List[0, 2], (name, labels, ingress, egress) =>
            (Resource)new Profile
            {
                Metadata = new ObjectMeta { Name = name },
                Spec = new ProfileSpec { Ingress = ingress, Egress = egress, LabelsToApply = labels },
            });

    private static readonly Gen<Resource> Account = Gen.Select(NamespaceName, AccountName, Labels, (ns, name, labels) =>
        (Resource)new ServiceAccount { Metadata = new ObjectMeta { Namespace = ns, Name = name, Labels = labels } });

    private static readonly Gen<Resource> Slice = Gen.Select(
        NamespaceName, Gen.OneOf("a", "b"), Gen.OneOf("web", "db"), Gen.OneOf("10.0.0.1", "10.0.0.2", "203.0.113.9").List[0, 2], Gen.OneOf<int?>(80, 53, null),
        (ns, name, service, addresses, port) => (Resource)new EndpointSlice
        {
            Metadata = new ObjectMeta
            {
                Namespace = ns,
                Name = name,
                Labels = new Dictionary<string, string> { [EndpointSlice.ServiceNameLabel] = service },
            },
            AddressType = "IPv4",
            Endpoints = [new SliceEndpoint { Addresses = addresses, Conditions = new SliceConditions { Ready = false } }],
            Ports = [new SlicePort { Protocol = "TCP", Port = port }],
        });

    private static readonly Gen<Resource> Node = Gen.Select(
        Gen.OneOf("n1", "n2"), Labels, Gen.OneOf("192.0.2.1", "203.0.113.9", "fd00::9").List[0, 2], (name, labels, addresses) => (Resource)new Node
        {
            Metadata = new ObjectMeta { Name = name, Labels = labels },
            Status = new NodeStatus { Addresses = [.. addresses.Select(address => new NodeAddress { Type = "InternalIP", Address = address })] },
        });

    /// <summary>A resource of any of these kinds.</summary>
    public static Gen<Resource> Resource { get; } = Gen.Frequency(
        (6, NamespacedPolicy), (6, GlobalPolicy), (4, ClusterPolicyGen.Policy), (2, Tier), (4, Sets), (4, Host), (2, Profile),
        (2, Account), (2, Slice), (2, Node));

    private static CalicoPolicySpec Flagged(CalicoPolicySpec spec, int flags) => flags switch
    {
        0 => spec with { DoNotTrack = true, ApplyOnForward = true },
        1 => spec with { PreDnat = true, ApplyOnForward = true, Egress = null, Types = ["Ingress"] },
        2 or 3 => spec with { ApplyOnForward = true },
        4 => spec with { PerformanceHints = ["AssumeNeededOnEveryNode"] },
        _ => spec,
    };

    private static Dictionary<string, string>? LabelsOf(string? app, string? tier)
    {
        var labels = new Dictionary<string, string>();
        if (app is not null) labels["app"] = app;
        if (tier is not null) labels["tier"] = tier;
        return labels.Count == 0 ? null : labels;
    }
}
