using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Tests.Kernel.Tables;

/// <summary>
/// A random history of intent that never names what is not there: the same seed gives the same history. Networks are
/// picked out of partitions, so they stay disjoint, and include both ends of the address space.
/// </summary>
internal sealed class RandomIntents(int seed)
{
    private static readonly IpAddr[] Hosts = [.. "10.1.0.1 10.1.0.2 10.0.0.3 255.255.255.255 0.0.0.0 fd00:1::1 fd00:1::2 fd00::3 ::".Split(' ').Select(IpAddr.Parse)];
    private static readonly Cidr[] Parts =
    [
        .. "0.0.0.0/8 10.0.0.0/9 10.128.0.0/9 192.0.2.0/25 192.0.2.128/26 198.51.100.7/32 224.0.0.0/4 240.0.0.0/5 248.0.0.0/6 252.0.0.0/6".Split(' ').Select(Cidr.Parse),
        .. "::/16 fc00::/8 fd00::/9 fd80::/9 2001:db8::1/128 ff00::/9 ff80::/9".Split(' ').Select(Cidr.Parse),
    ];

    private static readonly Cidr[] Wholes = [Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")];
    private static readonly IpProtocol[] Protocols = [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Sctp];
    private static readonly string[] Ports = ["", "80", "8000-8010", "80,443", "80,443,8000-8010", "0-0,65535", "0-65535", "1-2,3-4"];

    private static readonly string[] HostInterfaces = ["*", "eth0", "eth1"];
    private static readonly RuleAction[] Actions =
        [new RuleAction.Allow(), new RuleAction.Allow(), new RuleAction.Deny(), new RuleAction.Pass(), new RuleAction.Log()];

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<IpSetId, (IpSetKind Kind, SortedSet<IpSetMember> Members)> _sets = [];
    private readonly SortedDictionary<PolicyId, PolicyIntent> _policies = [];
    private readonly SortedDictionary<string, WorkloadEndpointIntent> _endpoints = new(StringComparer.Ordinal);

    private readonly SortedDictionary<string, HostEndpointIntent> _hosts = new(StringComparer.Ordinal);

    /// <summary>Some changes further on.</summary>
    public IntentDelta Next()
    {
        var setsBefore = _sets.ToDictionary(set => set.Key, set => set.Value.Members.ToHashSet());
        var policiesBefore = new Dictionary<PolicyId, PolicyIntent>(_policies);
        var endpointsBefore = new Dictionary<string, WorkloadEndpointIntent>(_endpoints);
        var hostsBefore = new Dictionary<string, HostEndpointIntent>(_hosts);
        for (var changes = _random.Next(1, 8); changes > 0; changes--) ChangeSomething();
        return new IntentDelta
        {
            Sets = [.. _sets.Select(set => Difference(set.Key, set.Value.Kind, setsBefore.GetValueOrDefault(set.Key), set.Value.Members)).Where(set => set.IsNew || set.Added.Count + set.Removed.Count > 0)],
            Policies = [.. _policies.Where(policy => !ReferenceEquals(policiesBefore.GetValueOrDefault(policy.Key), policy.Value)).Select(policy => policy.Value)],
            Endpoints = [.. _endpoints.Where(endpoint => !ReferenceEquals(endpointsBefore.GetValueOrDefault(endpoint.Key), endpoint.Value)).Select(endpoint => endpoint.Value)],
            HostEndpoints = [.. _hosts.Where(host => !ReferenceEquals(hostsBefore.GetValueOrDefault(host.Key), host.Value)).Select(host => host.Value)],
            HostEndpointsRemoved = [.. hostsBefore.Keys.Except(_hosts.Keys).Order(StringComparer.Ordinal)],
            EndpointsRemoved = [.. endpointsBefore.Keys.Except(_endpoints.Keys).Order(StringComparer.Ordinal)],
            PoliciesRemoved = [.. policiesBefore.Keys.Except(_policies.Keys).Order()],
            SetsRemoved = [.. setsBefore.Keys.Except(_sets.Keys).Order()],
        };
    }

    /// <summary>All there is, as one delta.</summary>
    public IntentDelta Whole() => new()
    {
        Sets = [.. _sets.Select(set => new IpSetDelta(set.Key, set.Value.Kind, true, [.. set.Value.Members], []))],
        Policies = [.. _policies.Values],
        Endpoints = [.. _endpoints.Values],
        HostEndpoints = [.. _hosts.Values],
    };

    private static IpSetDelta Difference(IpSetId id, IpSetKind kind, HashSet<IpSetMember>? before, SortedSet<IpSetMember> after) => new(
        id, kind, before is null, [.. after.Where(member => before?.Contains(member) != true)], [.. (before ?? []).Where(member => !after.Contains(member)).Order()]);

    private void ChangeSomething()
    {
        switch (_random.Next(11))
        {
            case 0 or 1 or 2: ChangeSet(_random.Next(9)); break;
            case 3: RemoveSet(Intents.Id($"set{_random.Next(9)}")); break;
            case 4 or 5: ChangePolicy(Intents.PolicyNamed($"p{_random.Next(5)}")); break;
            case 6: RemovePolicy(Intents.PolicyNamed($"p{_random.Next(5)}")); break;
            case 7: ChangeEndpoint($"{_random.Next(4)}"); break;
            case 9: ChangeHost(Pick(HostInterfaces)); break;
            case 10: _hosts.Remove(Pick(HostInterfaces)); break;
            case 8: _endpoints.Remove($"cali{_random.Next(4)}"); break;
        }
    }

    /// <remarks>A set's id says its kind, as the policy graph's do.</remarks>
    private void ChangeSet(int number)
    {
        var (id, kind) = (Intents.Id($"set{number}"), (IpSetKind)(number % 3));
        var members = _sets.GetValueOrDefault(id).Members ?? [];
        if (kind == IpSetKind.Networks && _random.Next(4) == 0) members = [.. Wholes.Select(whole => new IpSetMember(whole, default, 0))];
        else if (kind == IpSetKind.Networks && members.Any(member => member.Cidr.Length == 0)) members = [];
        else for (var changes = _random.Next(5); changes > 0; changes--) Toggle(members, Member(kind));
        _sets[id] = (kind, members);
    }

    private static void Toggle(SortedSet<IpSetMember> members, IpSetMember member)
    {
        if (!members.Remove(member)) members.Add(member);
    }

    private IpSetMember Member(IpSetKind kind) => kind switch
    {
        IpSetKind.Addresses => IpSetMember.Of(Pick(Hosts)),
        IpSetKind.Networks => new IpSetMember(Pick(Parts), default, 0),
        _ => new IpSetMember(Pick(Hosts).ToHostCidr(), Pick(Protocols), (ushort)_random.Next(3)),
    };

    private void RemoveSet(IpSetId id)
    {
        var isUsed = _policies.Values.Any(policy => policy.Ingress.Concat(policy.Egress).Any(rule => rule.Match.Source.Sets.Concat(rule.Match.Destination.Sets).Contains(id)));
        if (!isUsed) _sets.Remove(id);
    }

    private void ChangePolicy(PolicyId id) => _policies[id] = new PolicyIntent(
        id, "default", [.. Enumerable.Range(0, _random.Next(4)).Select(Rule)], [.. Enumerable.Range(0, _random.Next(3)).Select(Rule)]);

    private RuleIntent Rule(int index) => Intents.Rule(
        _random.Next(4) switch
        {
            0 => IcmpMessage(),
            1 => AnyProtocol(),
            _ => WithPorts(Pick(Protocols)),
        },
        Pick(Actions),
        index,
        _random.Next(6) == 0 ? "who=\"ops\", ticket=7" : "");

    private PacketMatch WithPorts(IpProtocol protocol) => new()
    {
        Family = SomeFamily(),
        Protocol = protocol,
        Source = SomeEnd() with { Ports = SomePorts(), NotPorts = SomePorts(), NotInPorts = Some(IpSetKind.AddressPorts) },
        Destination = SomeEnd() with { Ports = SomePorts(), NotPorts = SomePorts(), InPorts = Some(IpSetKind.AddressPorts) },
    };

    private PacketMatch AnyProtocol() => new()
    {
        Family = SomeFamily(),
        NotProtocol = _random.Next(3) == 0 ? Pick<IpProtocol>([IpProtocol.Tcp, IpProtocol.Icmp, IpProtocol.IcmpV6]) : null,
        NotIcmp = _random.Next(3) == 0 ? SomeMessage() : null,
        Source = SomeEnd(),
        Destination = SomeEnd() with { InPorts = Some(IpSetKind.AddressPorts), NotInPorts = Some(IpSetKind.AddressPorts) },
    };

    private PacketMatch IcmpMessage()
    {
        var message = SomeMessage();
        var isNegated = _random.Next(2) == 0;
        return new PacketMatch
        {
            Protocol = _random.Next(2) == 0 ? IpProtocol.Icmp : IpProtocol.IcmpV6,
            Icmp = isNegated ? null : message,
            NotIcmp = isNegated ? message : null,
            Source = SomeEnd(),
        };
    }

    private IcmpMatch SomeMessage() => new((byte)_random.Next(3), _random.Next(2) == 0 ? (byte)_random.Next(3) : null);

    private IpFamily SomeFamily() => _random.Next(4) == 0 ? Pick<IpFamily>([IpFamily.V4, IpFamily.V6]) : IpFamily.None;

    private EndMatch SomeEnd() => new() { In = Some(IpSetKind.Addresses, IpSetKind.Networks), NotIn = Some(IpSetKind.Addresses, IpSetKind.Networks) };

    private IReadOnlyList<PortRange> SomePorts() => _random.Next(2) == 0 ? [] : PortRange.Merge(Intents.Ranges(Pick(Ports)));

    private IReadOnlyList<IpSetId> Some(params IpSetKind[] kinds) =>
        [.. _sets.Where(set => kinds.Contains(set.Value.Kind) && _random.Next(5) == 0).Select(set => set.Key)];

    private void RemovePolicy(PolicyId id)
    {
        var named = _endpoints.Values.SelectMany(endpoint => endpoint.Ingress.Policies.Concat(endpoint.Egress.Policies))
            .Concat(_hosts.Values.SelectMany(host => host.Policies));
        if (!named.Contains(id)) _policies.Remove(id);
    }

    private void ChangeEndpoint(string name) => _endpoints[$"cali{name}"] = new WorkloadEndpointIntent(
        $"cali{name}",
        "shop",
        name,
        [.. Hosts.Where(_ => _random.Next(3) == 0).Order()],
        [.. Parts.Where(_ => _random.Next(12) == 0).Order()],
        SomeDirection(),
        SomeDirection());

    private void ChangeHost(string name) => _hosts[name] = new HostEndpointIntent($"host-{name}", name)
    {
        Ingress = SomeDirection(),
        Egress = SomeDirection(),
        ForwardIngress = SomeTiers(),
        ForwardEgress = SomeTiers(),
        UntrackedIngress = SomeTiers(),
        UntrackedEgress = SomeTiers(),
        PreDnat = SomeTiers(),
    };

    private DirectionIntent SomeDirection() => _random.Next(3) == 0
        ? DirectionIntent.Open
        : new DirectionIntent(SomeTiers(), [.. _policies.Keys.Where(_ => _random.Next(4) == 0)], _random.Next(2) == 0);

    private IReadOnlyList<TierIntent> SomeTiers() =>
    [
        .. new[] { "first", "second" }
            .Select(tier => new TierIntent(tier, (TierDefault)_random.Next(2), [.. _policies.Keys.Where(_ => _random.Next(3) == 0)]))
            .Where(tier => tier.Policies.Count > 0),
    ];

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
