using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>Destinations are found by their prefixes.</summary>
/// <remarks>IPv4 prefixes that follow each other have hashes that do: peers mostly say them in order, and what lies beside is in the cache already.</remarks>
internal sealed class DestinationPrefix : IEqualityComparer<Destination>, IAlternateEqualityComparer<Cidr, Destination>
{
    public static readonly DestinationPrefix Instance = new();

    // Keeps prefixes of other lengths apart: an odd number with bits of all sizes.
    private const int LengthFactor = 0x2545F491;

    public bool Equals(Destination? x, Destination? y) => x?.Prefix == y?.Prefix;

    public bool Equals(Cidr alternate, Destination other) => alternate == other.Prefix;

    public int GetHashCode([DisallowNull] Destination obj) => GetHashCode(obj.Prefix);

    /// <remarks>IPv6 has room for as many prefixes of one hash as somebody likes to say, so that theirs are not to be foreseen.</remarks>
    public int GetHashCode(Cidr alternate) => alternate.Family == IpFamily.V4
        ? (int)BitOperations.RotateLeft((uint)alternate.Network.Value, alternate.Length) + (alternate.Length * LengthFactor)
        : HashCode.Combine(alternate.Network.Value, alternate.Length);

    public Destination Create(Cidr alternate) => new(alternate);
}
