using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>
/// One rule, or one of the alternatives that a rule was split into: all conditions must hold. Null and empty place none.
/// </summary>
/// <param name="Origin">The index of the rule in its policy's list of the direction; verdicts name it.</param>
/// <param name="Action">What to do on a match.</param>
public sealed record RuleFacts(int Origin, RuleAction Action)
{
    /// <summary>The family; None is both.</summary>
    public IpFamily Family { get; init; }

    /// <summary>The protocol.</summary>
    public IpProtocol? Protocol { get; init; }

    /// <summary>A protocol that the packet does not have.</summary>
    public IpProtocol? NotProtocol { get; init; }

    /// <summary>An ICMP message.</summary>
    public IcmpMatch? Icmp { get; init; }

    /// <summary>An ICMP message that the packet is not.</summary>
    public IcmpMatch? NotIcmp { get; init; }

    /// <summary>Where the packet comes from.</summary>
    public EndFacts Source { get; init; } = EndFacts.Any;

    /// <summary>Where it goes.</summary>
    public EndFacts Destination { get; init; } = EndFacts.Any;

    /// <summary>What its author notes.</summary>
    public string Note { get; init; } = "";
}

/// <summary>Conditions on one end of a packet; all must hold.</summary>
public sealed record EndFacts
{
    /// <summary>No condition.</summary>
    public static EndFacts Any { get; } = new();

    /// <summary>Disjoint prefixes of which one must hold the address; null is any address.</summary>
    public IReadOnlyList<Cidr>? Networks { get; init; }

    /// <summary>Disjoint prefixes of which none may hold the address.</summary>
    public IReadOnlyList<Cidr>? NotNetworks { get; init; }

    /// <summary>What must stand behind the address.</summary>
    public Selection? Chosen { get; init; }

    /// <summary>What must not stand behind the address.</summary>
    public Selection? NotChosen { get; init; }

    /// <summary>Sorted disjoint ranges, one of which must hold the port.</summary>
    public IReadOnlyList<PortRange> Ports { get; init; } = [];

    /// <summary>Sorted disjoint ranges, none of which may hold the port.</summary>
    public IReadOnlyList<PortRange> NotPorts { get; init; } = [];

    /// <summary>A named port that address, protocol and port must be.</summary>
    public NamedPorts? Named { get; init; }

    /// <summary>A named port that address, protocol and port must not be.</summary>
    public NamedPorts? NotNamed { get; init; }

    /// <summary>Sorted patterns, one of which must mean a name that stands for the address; empty is any address.</summary>
    public IReadOnlyList<DomainPattern> Domains { get; init; } = [];

    /// <summary>A service behind which the address must stand.</summary>
    public ServiceEnds? Service { get; init; }
}

/// <summary>The ports with one of these names, of those bearers that a selection takes.</summary>
public sealed record NamedPorts(Selection Of, IReadOnlyList<PortName> Names)
{
    /// <summary>Whether a port is one of them.</summary>
    public bool Contains(NamedPort port)
    {
        foreach (var name in Names)
        {
            if (name.Name == port.Name && (name.Protocol == default || name.Protocol == port.Protocol)) return true;
        }

        return false;
    }
}

/// <summary>The name of a port, and its protocol; <c>default</c> is any.</summary>
public readonly record struct PortName(string Name, IpProtocol Protocol)
{
    /// <summary><c>TCP/http</c>, or the name alone.</summary>
    public override string ToString() => Protocol == default ? Name : $"{Protocol}/{Name}";
}

/// <summary>The endpoints behind a service: their addresses alone, or each with its ports.</summary>
public sealed record ServiceEnds(ServiceKey Key, bool WithPorts);
