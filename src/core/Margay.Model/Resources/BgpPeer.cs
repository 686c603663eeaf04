using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>projectcalico.org/v3 BGPPeer: sessions of some nodes with a router, with other nodes or with workloads.</summary>
public sealed record BgpPeer : Resource
{
    /// <summary>Who peers with whom, and how.</summary>
    public BgpPeerSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 BGPPeerSpec. A null member means the default that its text names.</summary>
public sealed record BgpPeerSpec
{
    /// <summary>The one node that has the session; without it and <see cref="NodeSelector"/>, every node.</summary>
    public string? Node { get; init; }

    /// <summary>The nodes that have the session, by their labels.</summary>
    public string? NodeSelector { get; init; }

    /// <summary>The peer: an address, <c>IPV4:PORT</c> or <c>[IPV6]:PORT</c>.</summary>
    [JsonPropertyName("peerIP")]
    public string? PeerIp { get; init; }

    /// <summary>The peers: nodes by their labels.</summary>
    public string? PeerSelector { get; init; }

    /// <summary>The peers: workloads on the node itself, by their labels.</summary>
    public string? LocalWorkloadSelector { get; init; }

    /// <summary>The peer's AS; null and 0 leave it to the peer, if it is a node.</summary>
    public AsNumber? AsNumber { get; init; }

    /// <summary>The AS that the node has in this session; null is its usual one.</summary>
    [JsonPropertyName("localASNumber")]
    public AsNumber? LocalAsNumber { get; init; }

    /// <summary>Deprecated: whether routes keep their next hop towards a peer of another AS; false.</summary>
    public bool? KeepOriginalNextHop { get; init; }

    /// <summary><c>Auto</c> (default): kept inside an AS, replaced beyond; <c>Self</c>: replaced; <c>Keep</c>: kept.</summary>
    public string? NextHopMode { get; init; }

    /// <summary>The password of the session.</summary>
    public BgpPassword? Password { get; init; }

    /// <summary><c>UseNodeIP</c> (default): the session comes from the node's address; <c>None</c>: routing decides.</summary>
    public string? SourceAddress { get; init; }

    /// <summary>How long the peer keeps the routes of a node that restarts; 120s.</summary>
    public string? MaxRestartTime { get; init; }

    /// <summary>How often the node says that it is alive; a third of the hold time.</summary>
    public string? KeepaliveTime { get; init; }

    /// <summary>How often the node's own AS may be in the path of a route that it takes; 0.</summary>
    [JsonPropertyName("numAllowedLocalASNumbers")]
    public int? NumAllowedLocalAsNumbers { get; init; }

    /// <summary>The most hops to the peer, by which farther packets are refused (RFC 5082); 0 refuses none.</summary>
    public int? TtlSecurity { get; init; }

    /// <summary>The next hop of a route to the peer alone; null makes no such route.</summary>
    public string? ReachableBy { get; init; }

    /// <summary>Names of BGPFilters, in the order in which they are asked.</summary>
    public IReadOnlyList<string>? Filters { get; init; }

    /// <summary><c>Auto</c> (default): the selected nodes peer back by themselves; <c>Manual</c>: another BGPPeer says so.</summary>
    public string? ReversePeering { get; init; }
}
