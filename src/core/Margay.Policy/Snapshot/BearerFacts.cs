using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>A port that policies may name.</summary>
public readonly record struct NamedPort(string Name, IpProtocol Protocol, ushort Port);

/// <summary>What policy needs to know of a bearer of labels. A value, compared member by member.</summary>
/// <param name="Labels">Its own labels.</param>
/// <param name="Networks">The prefixes it stands behind, sorted and without repetition; for a pod its addresses.</param>
/// <param name="Ports">Its named ports.</param>
public sealed record BearerFacts(LabelSet Labels, IReadOnlyList<Cidr> Networks, IReadOnlyList<NamedPort> Ports)
{
    /// <summary>The account that a pod runs under; null for none.</summary>
    public string? Account { get; init; }

    /// <summary>Whether a pod shares its node's network: it then is no endpoint.</summary>
    public bool IsOnHostNetwork { get; init; }

    /// <summary>Whether its addresses are its own no longer, or never were.</summary>
    public bool HasNoAddress { get; init; }

    /// <summary>Prefixes beside its addresses that a pod's packets may come from.</summary>
    public IReadOnlyList<Cidr> Sources { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(BearerFacts? other) =>
        other is not null
        && Account == other.Account
        && IsOnHostNetwork == other.IsOnHostNetwork
        && HasNoAddress == other.HasNoAddress
        && Labels.Equals(other.Labels)
        && Networks.SequenceEqual(other.Networks)
        && Ports.SequenceEqual(other.Ports)
        && Sources.SequenceEqual(other.Sources);

    /// <inheritdoc/>
    public override int GetHashCode() => Labels.GetHashCode();
}
