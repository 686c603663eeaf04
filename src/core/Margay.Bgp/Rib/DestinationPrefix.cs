using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>Destinations are found by their prefixes.</summary>
/// <remarks>Prefixes that follow each other have hashes that do: peers mostly say them in order, and what lies beside is in the cache already.</remarks>
internal sealed class DestinationPrefix : IEqualityComparer<Destination>, IAlternateEqualityComparer<Cidr, Destination>
{
    public static readonly DestinationPrefix Instance = new();

    // Keeps prefixes of other lengths apart: an odd number with bits of all sizes.
    private const int LengthFactor = 0x2545F491;

    public bool Equals(Destination? x, Destination? y) => x?.Prefix == y?.Prefix;

    public bool Equals(Cidr alternate, Destination other) => alternate == other.Prefix;

    public int GetHashCode([DisallowNull] Destination obj) => GetHashCode(obj.Prefix);

    public int GetHashCode(Cidr alternate)
    {
        var network = alternate.Network.Value;
        var number = alternate.Family == IpFamily.V4
            ? BitOperations.RotateLeft((uint)network, alternate.Length)
            : BitOperations.RotateLeft((ulong)(network >> 64), Math.Min(alternate.Length, 64)) + (31 * (ulong)network);
        return (int)(uint)(number ^ (number >> 32)) + (alternate.Length * LengthFactor);
    }

    public Destination Create(Cidr alternate) => new(alternate);
}
