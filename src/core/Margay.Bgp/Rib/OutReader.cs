using Margay.Bgp.Wire;

namespace Margay.Bgp.Rib;

/// <summary>How far one peer has been told what its group is.</summary>
internal sealed class OutReader(OutGroup group, int owner)
{
    public OutGroup Group { get; } = group;

    /// <summary>The peer's number as an owner of paths.</summary>
    public int Owner { get; } = owner;

    /// <summary>Everything up to this version was told.</summary>
    public long Told { get; set; }

    /// <summary>The route to tell next; null if it is the first with a version above <see cref="Told"/>.</summary>
    public OutRoute? Next { get; set; }

    /// <summary>Withdrawals that are owed before anything else: of what another group told the peer.</summary>
    public List<Nlri> Owed { get; } = [];

    /// <summary>The end of everything there is has to be marked once it is told (RFC 4724 §2).</summary>
    public bool OwesEndOfRib { get; set; } = true;

    /// <summary>The peer asked for everything again and wants to hear where it begins (RFC 7313); its end is owed too.</summary>
    public bool OwesBeginOfRefresh { get; set; }

    /// <summary>The end of what it asked for again is owed.</summary>
    public bool OwesEndOfRefresh { get; set; }
}
