using Margay.Bgp.Fsm;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>A peer as the tables know it, over all its sessions.</summary>
public sealed class RibPeer
{
    private readonly FamilyState _v4 = new();
    private readonly FamilyState _v6 = new();

    internal RibPeer(int number, IpAddr address)
    {
        Number = number;
        Address = address;
        Owner = PathOwner.Local;
    }

    /// <summary>Its number as an owner of paths.</summary>
    public int Number { get; }

    /// <summary>Its address.</summary>
    public IpAddr Address { get; }

    /// <summary>What its session agreed on; null while there is none.</summary>
    public NegotiatedSession? Session { get; internal set; }

    /// <summary>Whether the peer was told everything that there was when its session came up, up to the end of it.</summary>
    public bool IsToldAll => Session?.Families.All(family => Of(family.IpFamily).Reader is { OwesEndOfRib: false }) ?? false;

    internal PathOwner Owner { get; set; }

    internal ImportConfig? ImportConfig { get; set; }

    internal RouteImport? Import { get; set; }

    /// <summary>Paths of a family that the peer brought.</summary>
    public PathCounts PathsOf(IpFamily family) => Of(family).Paths;

    /// <summary>Routes of a family that the peer is told, and soon is if it is slow; one that it was told several paths to counts as many times.</summary>
    public int ToldCount(IpFamily family) => Of(family).Reader is { } reader ? reader.Group.CountFor(Number) : 0;

    /// <summary>Whether the peer has said all its routes of a family since the session came up (RFC 4724 §2).</summary>
    public bool HasSaidAll(IpFamily family) => Of(family).HasSaidAll;

    internal FamilyState Of(IpFamily family) => family == IpFamily.V4 ? _v4 : _v6;

    /// <summary>What there is of one family.</summary>
    internal sealed class FamilyState
    {
        public PathCounts Paths { get; set; }

        public bool HasSaidAll { get; set; }

        public OutReader? Reader { get; set; }
    }
}
