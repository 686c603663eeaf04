using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>projectcalico.org/v3 BGPFilter: which routes peers may give and get.</summary>
public sealed record BgpFilter : Resource
{
    /// <summary>The rules.</summary>
    public BgpFilterSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 BGPFilterSpec. In each list the first rule that matches decides.</summary>
public sealed record BgpFilterSpec
{
    /// <summary>Rules for IPv4 routes to a peer.</summary>
    public IReadOnlyList<BgpFilterRule>? ExportV4 { get; init; }

    /// <summary>Rules for IPv4 routes from a peer.</summary>
    public IReadOnlyList<BgpFilterRule>? ImportV4 { get; init; }

    /// <summary>Rules for IPv6 routes to a peer.</summary>
    public IReadOnlyList<BgpFilterRule>? ExportV6 { get; init; }

    /// <summary>Rules for IPv6 routes from a peer.</summary>
    public IReadOnlyList<BgpFilterRule>? ImportV6 { get; init; }
}

/// <summary>projectcalico.org/v3 BGPFilterRuleV4 and BGPFilterRuleV6. It matches what all of its conditions match.</summary>
public sealed record BgpFilterRule
{
    /// <summary>The range with which the route's prefix is compared; null matches all.</summary>
    public string? Cidr { get; init; }

    /// <summary>How it is compared: <c>Equal</c>, <c>NotEqual</c>, <c>In</c> or <c>NotIn</c>.</summary>
    public string? MatchOperator { get; init; }

    /// <summary>Lengths that the prefix may have; null is from that of <see cref="Cidr"/> to a single address.</summary>
    public BgpFilterPrefixLength? PrefixLength { get; init; }

    /// <summary><c>RemotePeers</c>: only routes that came from peers; null matches all.</summary>
    public string? Source { get; init; }

    /// <summary>The route's interface, with <c>*</c> for any characters; null matches all.</summary>
    public string? Interface { get; init; }

    /// <summary><c>eBGP</c>: only peers of another AS; <c>iBGP</c>: of the same; null matches all.</summary>
    public string? PeerType { get; init; }

    /// <summary>Communities that the route carries; null matches all.</summary>
    public BgpFilterCommunities? Communities { get; init; }

    /// <summary>The AS numbers with which the route's path begins; null matches all.</summary>
    public IReadOnlyList<AsNumber>? AsPathPrefix { get; init; }

    /// <summary>The route's metric; null matches all.</summary>
    public int? Priority { get; init; }

    /// <summary><c>Accept</c> or <c>Reject</c>.</summary>
    public string Action { get => field ?? ""; init; }

    /// <summary>What is changed in an accepted route, in order.</summary>
    public IReadOnlyList<BgpFilterOperation>? Operations { get; init; }
}

/// <summary>Lengths of prefixes, both ends included.</summary>
public sealed record BgpFilterPrefixLength
{
    /// <summary>The least length; null is that of the rule's range.</summary>
    public int? Min { get; init; }

    /// <summary>The greatest length; null is that of a single address.</summary>
    public int? Max { get; init; }
}

/// <summary>Communities that a route carries.</summary>
public sealed record BgpFilterCommunities
{
    /// <summary>One community: <c>AS:N</c> or <c>AS:N:M</c>.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}

/// <summary>One change of a route; one member is there.</summary>
public sealed record BgpFilterOperation
{
    /// <summary>Adds a community.</summary>
    public BgpFilterAddCommunity? AddCommunity { get; init; }

    /// <summary>Puts AS numbers before the route's path.</summary>
    [JsonPropertyName("prependASPath")]
    public BgpFilterPrependAsPath? PrependAsPath { get; init; }

    /// <summary>Sets the metric.</summary>
    public BgpFilterSetPriority? SetPriority { get; init; }
}

/// <summary>A community that a route gets.</summary>
public sealed record BgpFilterAddCommunity
{
    /// <summary>The community: <c>AS:N</c> or <c>AS:N:M</c>.</summary>
    public string Value { get => field ?? ""; init; }
}

/// <summary>AS numbers that come before a route's path.</summary>
public sealed record BgpFilterPrependAsPath
{
    /// <summary>The numbers, in the order in which they then stand in the path.</summary>
    public IReadOnlyList<AsNumber>? Prefix { get; init; }
}

/// <summary>The metric that a route gets.</summary>
public sealed record BgpFilterSetPriority
{
    /// <summary>The metric.</summary>
    public int Value { get; init; }
}
