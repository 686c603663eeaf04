using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>Some of the destination ports of a rule.</summary>
internal abstract record PortFacts
{
    private PortFacts()
    {
    }

    /// <summary>Every port of a protocol.</summary>
    public sealed record All(IpProtocol Protocol) : PortFacts;

    /// <summary>Ports by number.</summary>
    public sealed record Numbered(IpProtocol Protocol, PortRange Range) : PortFacts;

    /// <summary>A port by its name on the destination.</summary>
    public sealed record Named(PortName Name) : PortFacts;
}
