using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>A policy in the graph's own terms, whichever kind of resource it was written as.</summary>
/// <param name="Subject">The pods it selects.</param>
/// <param name="IsolatesIngress">Whether it applies to what comes in.</param>
/// <param name="IsolatesEgress">Whether it applies to what goes out.</param>
/// <param name="Ingress">Its ingress rules; their index is how verdicts name them.</param>
/// <param name="Egress">Its egress rules.</param>
public sealed record PolicyFacts(
    PodSelection Subject,
    bool IsolatesIngress,
    bool IsolatesEgress,
    IReadOnlyList<RuleFacts> Ingress,
    IReadOnlyList<RuleFacts> Egress);

/// <summary>One rule: it matches if one of the ports and one of the peers does.</summary>
/// <param name="Action">What to do on a match.</param>
/// <param name="Ports">Destination ports; null is any protocol and port, empty is none.</param>
/// <param name="Peers">Sources for ingress, destinations for egress; null is any, empty is none.</param>
public sealed record RuleFacts(RuleAction Action, IReadOnlyList<PortFacts>? Ports, IReadOnlyList<PeerFacts>? Peers);

/// <summary>Destination ports of one protocol.</summary>
public abstract record PortFacts
{
    private PortFacts(IpProtocol protocol) => Protocol = protocol;

    /// <summary>The protocol.</summary>
    public IpProtocol Protocol { get; }

    /// <summary>Every port.</summary>
    public sealed record All(IpProtocol Of) : PortFacts(Of);

    /// <summary>Ports by number.</summary>
    public sealed record Numbered(IpProtocol Of, PortRange Range) : PortFacts(Of);

    /// <summary>A port by its name on the destination pod.</summary>
    public sealed record Named(IpProtocol Of, string Name) : PortFacts(Of);

    /// <summary>Reads the protocols whose ports Kubernetes knows; null is TCP.</summary>
    internal static bool TryReadProtocol(string? text, out IpProtocol protocol)
    {
        protocol = text switch
        {
            null or "TCP" => IpProtocol.Tcp,
            "UDP" => IpProtocol.Udp,
            "SCTP" => IpProtocol.Sctp,
            _ => default,
        };
        return protocol != default;
    }
}

/// <summary>Some of the peers of a rule.</summary>
public abstract record PeerFacts
{
    private PeerFacts()
    {
    }

    /// <summary>The pods that a selection takes.</summary>
    public sealed record Pods(PodSelection Selection) : PeerFacts;

    /// <summary>The addresses of a block without its exceptions, whoever holds them.</summary>
    public sealed record Block(Cidr Cidr, IReadOnlyList<Cidr> Except) : PeerFacts;
}
