using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>A prefix and all paths to it, where they are kept: good until the tables change next. The chosen paths stand first.</summary>
public readonly struct Destination
{
    private readonly DestinationSlab _slab;

    internal Destination(DestinationSlab slab, int place) => (_slab, Place) = (slab, place);

    /// <summary>The prefix.</summary>
    public Cidr Prefix => Slot.Prefix;

    /// <summary>All paths, those that are not used among them.</summary>
    public ReadOnlySpan<BgpPath> Paths => Slot.Paths;

    /// <summary>The best path, and after it those that are as good.</summary>
    public ReadOnlySpan<BgpPath> Chosen => Slot.Chosen;

    /// <summary>The best path, or null.</summary>
    public BgpPath? Best => Slot.Chosen is [var best, ..] ? best : null;

    /// <summary>Where it is.</summary>
    internal int Place { get; }

    internal ref DestinationSlot Slot => ref _slab[Place];

    /// <summary>Says of each path at which step it lost; the order is that of <see cref="Paths"/>.</summary>
    public DecisionStep[] Decide()
    {
        var steps = new DecisionStep[Paths.Length];
        PathDecision.Select(Paths, steps);
        return steps;
    }
}
