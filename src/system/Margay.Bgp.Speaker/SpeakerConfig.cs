using System.Net;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>What a speaker listens on, whom it speaks with, and what it has to say.</summary>
public sealed record SpeakerConfig
{
    /// <summary>Where it listens; empty to take no connections.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [];

    /// <summary>Its peers; no two have the same name.</summary>
    public IReadOnlyList<PeerConfig> Peers { get; init; } = [];

    /// <summary>Its own routes.</summary>
    public IReadOnlyDictionary<Cidr, PathAttributes> Routes { get; init; } = new Dictionary<Cidr, PathAttributes>();
}
