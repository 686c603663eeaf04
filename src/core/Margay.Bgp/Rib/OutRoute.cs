using Margay.Bgp.Wire;

namespace Margay.Bgp.Rib;

/// <summary>What a group of peers is told of one path to one destination: an entry of an Adj-RIB-Out (RFC 4271 §3.2).</summary>
internal sealed class OutRoute(OutGroup group, Destination destination, uint pathId)
{
    public OutGroup Group { get; } = group;

    public Destination Destination { get; } = destination;

    /// <summary>The identifier under which the group knows the path (RFC 7911), or 0.</summary>
    public uint PathId { get; } = pathId;

    /// <summary>What is said; null if the route is gone, until all have heard so.</summary>
    public PathAttributes? Attributes { get; set; }

    /// <summary>Who brought the path, and is not told of it.</summary>
    public PathOwner Owner { get; set; } = PathOwner.Local;

    /// <summary>The owner may have been told of another path before, so that it has to hear that it is gone.</summary>
    public bool OwnerHasOther { get; set; }

    /// <summary>When it last changed, counted in changes of the group.</summary>
    public long Version { get; set; }

    /// <summary>Peers whose next route this is.</summary>
    public int Readers { get; set; }

    /// <summary>The one that changed before it.</summary>
    public OutRoute? Previous { get; set; }

    /// <summary>The one that changed after it.</summary>
    public OutRoute? Next { get; set; }

    /// <summary>The next of the same destination, of this or another group.</summary>
    public OutRoute? NextOfDestination { get; set; }
}
