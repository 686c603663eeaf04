namespace Margay.Dataplane.Tunnels;

/// <summary>Why the programs of an IPIP tunnel drop a packet.</summary>
public enum IpipDrop
{
    /// <summary>It came from an address that is no node's.</summary>
    Stranger,

    /// <summary>It came in a form that no node sends: options, a wrong checksum, no IPv4 inside, cut short.</summary>
    Malformed,

    /// <summary>It came as a fragment; tunnels send none.</summary>
    Fragment,

    /// <summary>It met congestion on the way, which its sender cannot be told (RFC 6040 §4.2).</summary>
    Congestion,

    /// <summary>It was to go to a neighbour that is no node's.</summary>
    NoNode,

    /// <summary>The kernel could not put a header around it.</summary>
    NoRoom,
}
