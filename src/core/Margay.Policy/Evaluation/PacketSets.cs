namespace Margay.Policy.Evaluation;

/// <summary>Which sets hold the ends of the packet that is judged at the moment.</summary>
internal sealed class PacketSets
{
    /// <summary>Sets that hold the source address.</summary>
    public SetMarks Source { get; } = new();

    /// <summary>Sets that hold the destination address.</summary>
    public SetMarks Destination { get; } = new();

    /// <summary>Sets that hold source address, protocol and source port together.</summary>
    public SetMarks SourcePort { get; } = new();

    /// <summary>Sets that hold destination address, protocol and destination port together.</summary>
    public SetMarks DestinationPort { get; } = new();
}
