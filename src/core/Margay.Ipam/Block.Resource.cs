using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Ipam;

public sealed partial record Block
{
    /// <summary>Reads a stored block. False when its range is none, or has more addresses than a block may.</summary>
    /// <remarks>
    /// Lenient where that is safe: an address counts as free only if nothing says that it is taken; a taken address
    /// whose record is missing has an unknown holder; a free one that the list of free ones forgot is appended.
    /// </remarks>
    public static bool TryRead(IpamBlock resource, [NotNullWhen(true)] out Block? block)
    {
        block = null;
        if (resource.Spec is not { } spec || !Cidr.TryParse(spec.Cidr, out var cidr, out var hadHostBits) || hadHostBits)
            return false;
        var hostBits = cidr.Network.BitLength - cidr.Length;
        if (hostBits > int.Log2(MaxCapacity)) return false;
        var taken = ReadTaken(spec, cidr, 1 << hostBits);
        block = new Block(cidr, taken, ReadFree(spec, taken, 1 << hostBits))
        {
            Metadata = resource.Metadata,
            IsDeleted = spec.Deleted == true,
            Owner = BlockOwner.Read(spec.Affinity),
            ClaimedAt = spec.AffinityClaimTime,
            Sequence = spec.SequenceNumber ?? 0,
        };
        return true;
    }

    /// <summary>The block as it is stored; holders that are equal share one record.</summary>
    public IpamBlock ToResource()
    {
        var holders = Taken.Values.Select(taken => taken.Holder).Distinct().ToList();
        return new IpamBlock
        {
            Metadata = Metadata,
            Spec = new IpamBlockSpec
            {
                Cidr = Cidr.ToString(),
                Affinity = Owner?.Text,
                AffinityClaimTime = ClaimedAt,
                Allocations = [.. Enumerable.Range(0, Capacity).Select(RecordOf)],
                Unallocated = Free,
                Attributes = [.. holders.Select(ToAttribute)],
                SequenceNumber = Sequence,
                SequenceNumberForAllocation = Taken.ToDictionary(pair => Text(pair.Key), pair => pair.Value.Sequence),
                Deleted = IsDeleted,
            },
        };

        int? RecordOf(int ordinal) => Taken.TryGetValue(ordinal, out var taken) ? holders.IndexOf(taken.Holder) : null;
    }

    private static ImmutableSortedDictionary<int, Allocation> ReadTaken(IpamBlockSpec spec, Cidr cidr, int capacity)
    {
        var taken = ImmutableSortedDictionary.CreateBuilder<int, Allocation>();
        var records = spec.Allocations ?? [];
        for (var ordinal = 0; ordinal < Math.Min(capacity, records.Count); ordinal++)
        {
            if (records[ordinal] is not { } record) continue;
            var holder = spec.Attributes is { } known && record >= 0 && record < known.Count ? ToHolder(known[record]) : Holder.Unknown;
            var sequence = spec.SequenceNumberForAllocation?.GetValueOrDefault(Text(ordinal)) ?? 0;
            taken.Add(ordinal, new Allocation(cidr.Network.Add((UInt128)ordinal), holder, sequence));
        }

        return taken.ToImmutable();
    }

    private static ImmutableList<int> ReadFree(
        IpamBlockSpec spec, ImmutableSortedDictionary<int, Allocation> taken, int capacity)
    {
        var listed = (spec.Unallocated ?? []).Where(ordinal => ordinal >= 0 && ordinal < capacity);
        return [.. listed.Concat(Enumerable.Range(0, capacity)).Distinct().Where(ordinal => !taken.ContainsKey(ordinal))];
    }

    private static Holder ToHolder(AllocationAttribute record) => new(
        record.HandleId is { Length: > 0 } handle ? new HandleId(handle) : null,
        record.Secondary ?? Holder.Unknown.Attributes)
    {
        Alternate = record.Alternate is { Count: > 0 } alternate ? alternate : null,
    };

    private static AllocationAttribute ToAttribute(Holder holder) =>
        new()
        {
            HandleId = holder.Handle?.ToString(),
            Secondary = holder.Attributes,
            Alternate = holder.Alternate,
        };

    private static string Text(int ordinal) => ordinal.ToString(CultureInfo.InvariantCulture);
}
