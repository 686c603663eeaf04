using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>The index from a holder to its blocks: how many addresses it has in each. Immutable.</summary>
/// <remarks>
/// A block is entered before an address of it is taken, so that a crash in between leaves an entry without address,
/// which is harmless, and never an address without entry.
/// </remarks>
public sealed record AllocationHandle(HandleId Id, ImmutableSortedDictionary<Cidr, int> Counts) : IpamObject
{
    /// <inheritdoc/>
    public override IpamKey Key => IpamKey.Of(Id);

    /// <summary>A handle without addresses that is not stored yet.</summary>
    public static AllocationHandle Create(HandleId id) => new(id, ImmutableSortedDictionary<Cidr, int>.Empty);

    /// <summary>Reads a stored handle. False when it has no id. Entries that name no block are left out.</summary>
    public static bool TryRead(IpamHandle resource, [NotNullWhen(true)] out AllocationHandle? handle)
    {
        handle = null;
        if (resource.Spec is not { HandleId.Length: > 0 } spec) return false;
        var counts = ImmutableSortedDictionary.CreateBuilder<Cidr, int>();
        foreach (var (text, count) in spec.Block ?? new Dictionary<string, int>())
        {
            if (Cidr.TryParse(text, out var cidr)) counts[cidr] = count;
        }

        handle = new AllocationHandle(new HandleId(spec.HandleId), counts.ToImmutable())
        {
            Metadata = resource.Metadata,
            IsDeleted = spec.Deleted == true,
        };
        return true;
    }

    /// <summary>The handle as it is stored.</summary>
    public IpamHandle ToResource() => new()
    {
        Metadata = Metadata.Name.Length > 0 ? Metadata : Metadata with { Name = Key.Name },
        Spec = new IpamHandleSpec
        {
            HandleId = Id.ToString(),
            Block = Counts.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value),
            Deleted = IsDeleted,
        },
    };
}
