using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>projectcalico.org/v3 CalicoNodeStatus: asks a node for a report on BGP, which it writes into the status.</summary>
public sealed record CalicoNodeStatus : Resource
{
    /// <summary>What is asked for.</summary>
    public CalicoNodeStatusSpec? Spec { get; init; }

    /// <summary>The report.</summary>
    public CalicoNodeStatusStatus? Status { get; init; }
}

/// <summary>projectcalico.org/v3 CalicoNodeStatusSpec.</summary>
public sealed record CalicoNodeStatusSpec
{
    /// <summary>The node.</summary>
    public string Node { get => field ?? ""; init; }

    /// <summary>What the report has: <c>Agent</c>, <c>BGP</c>, <c>Routes</c>.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>The time between two reports; 0 asks for one only.</summary>
    public int UpdatePeriodSeconds { get; init; }
}

/// <summary>projectcalico.org/v3 CalicoNodeStatusStatus. What was not asked for is null.</summary>
public sealed record CalicoNodeStatusStatus
{
    /// <summary>When the report was written.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    /// <summary>The BGP speakers.</summary>
    public CalicoNodeAgentStatus? Agent { get; init; }

    /// <summary>The sessions.</summary>
    public CalicoNodeBgpStatus? Bgp { get; init; }

    /// <summary>The routes.</summary>
    public CalicoNodeBgpRouteStatus? Routes { get; init; }
}

/// <summary>The BGP speakers of a node, by family.</summary>
public sealed record CalicoNodeAgentStatus
{
    /// <summary>The speaker of IPv4.</summary>
    public BgpDaemonStatus? BirdV4 { get; init; }

    /// <summary>The speaker of IPv6.</summary>
    public BgpDaemonStatus? BirdV6 { get; init; }
}

/// <summary>One BGP speaker.</summary>
public sealed record BgpDaemonStatus
{
    /// <summary><c>Ready</c> or <c>NotReady</c>.</summary>
    public string? State { get; init; }

    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>Its BGP identifier.</summary>
    [JsonPropertyName("routerID")]
    public string? RouterId { get; init; }

    /// <summary>When it started.</summary>
    public string? LastBootTime { get; init; }

    /// <summary>When it last took new settings.</summary>
    public string? LastReconfigurationTime { get; init; }
}

/// <summary>The BGP sessions of a node.</summary>
public sealed record CalicoNodeBgpStatus
{
    /// <summary>How many IPv4 sessions are established.</summary>
    public int NumberEstablishedV4 { get; init; }

    /// <summary>How many IPv4 sessions are not.</summary>
    public int NumberNotEstablishedV4 { get; init; }

    /// <summary>How many IPv6 sessions are established.</summary>
    public int NumberEstablishedV6 { get; init; }

    /// <summary>How many IPv6 sessions are not.</summary>
    public int NumberNotEstablishedV6 { get; init; }

    /// <summary>The IPv4 sessions.</summary>
    public IReadOnlyList<CalicoNodePeer>? PeersV4 { get; init; }

    /// <summary>The IPv6 sessions.</summary>
    public IReadOnlyList<CalicoNodePeer>? PeersV6 { get; init; }
}

/// <summary>One BGP session.</summary>
public sealed record CalicoNodePeer
{
    /// <summary>The peer's address.</summary>
    [JsonPropertyName("peerIP")]
    public string? PeerIp { get; init; }

    /// <summary>Where the session comes from: <c>NodeMesh</c>, <c>NodePeer</c> or <c>GlobalPeer</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Its state in the words of RFC 4271, or <c>Close</c>.</summary>
    public string? State { get; init; }

    /// <summary>Since when it is in that state.</summary>
    public string? Since { get; init; }
}

/// <summary>The routes that a node's BGP speakers know.</summary>
public sealed record CalicoNodeBgpRouteStatus
{
    /// <summary>The IPv4 routes.</summary>
    public IReadOnlyList<CalicoNodeRoute>? RoutesV4 { get; init; }

    /// <summary>The IPv6 routes.</summary>
    public IReadOnlyList<CalicoNodeRoute>? RoutesV6 { get; init; }
}

/// <summary>One route.</summary>
public sealed record CalicoNodeRoute
{
    /// <summary><c>FIB</c>: packets go by it; <c>RIB</c>: it is known only.</summary>
    public string? Type { get; init; }

    /// <summary>The destination.</summary>
    public string? Destination { get; init; }

    /// <summary>The next hop.</summary>
    public string? Gateway { get; init; }

    /// <summary>The interface.</summary>
    public string? Interface { get; init; }

    /// <summary>Where the route comes from.</summary>
    public CalicoNodeRouteLearnedFrom? LearnedFrom { get; init; }
}

/// <summary>Where a route comes from.</summary>
public sealed record CalicoNodeRouteLearnedFrom
{
    /// <summary><c>Kernel</c>, <c>Static</c>, <c>Direct</c>, <c>NodeMesh</c> or <c>BGPPeer</c>.</summary>
    public string? SourceType { get; init; }

    /// <summary>The peer, for the last two.</summary>
    [JsonPropertyName("peerIP")]
    public string? PeerIp { get; init; }
}
