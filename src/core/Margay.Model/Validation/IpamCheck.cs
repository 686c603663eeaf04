using System.Globalization;
using System.Text.Json.Nodes;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>IPAMBlock, BlockAffinity and IPAMHandle: that their parts fit together.</summary>
internal static class IpamCheck
{
    /// <summary>The most addresses of a block: a /20 or a /116.</summary>
    private const int MaxBlockBits = 12;

    private static readonly FieldPath Spec = FieldPath.Root.Member("spec");

    public static void CheckBlock(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        CheckAffinityText(spec.Text("affinity"), faults);
        if (!TryReadRange(spec, faults, out var cidr)) return;
        var bits = cidr.Network.BitLength - cidr.Length;
        if (bits > MaxBlockBits)
        {
            faults.Add(
                Spec.Member("cidr"),
                $"is {cidr}, larger than any block",
                $"write a range of at most {1 << MaxBlockBits} addresses");
            return;
        }

        var size = 1 << bits;
        var allocations = spec.Items("allocations");
        if (allocations.Count > 0 && allocations.Count != size)
        {
            faults.Add(
                Spec.Member("allocations"),
                $"has {allocations.Count} elements",
                $"write one for each of the {size} addresses");
        }
        var records = spec.Items("attributes").Count;
        CheckIndexes(allocations, records, "attributes", Spec.Member("allocations"), faults);
        CheckIndexes(spec.Items("unallocated"), size, "addresses", Spec.Member("unallocated"), faults);
        foreach (var (ordinal, _) in spec.Object("sequenceNumberForAllocation") ?? [])
        {
            var isNumber = int.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            if (!isNumber || number >= size)
            {
                faults.Add(
                    Spec.Member("sequenceNumberForAllocation").Member(ordinal),
                    "is no position in the block",
                    $"write a number from 0 to {size - 1}");
            }
        }
    }

    public static void CheckAffinity(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        TryReadRange(spec, faults, out _);
        if (spec.Flag("deleted") == true)
            faults.Add(Spec.Member("deleted"), "is true", "delete the BlockAffinity instead");
    }

    public static void CheckHandle(JsonObject resource, FaultList faults)
    {
        foreach (var (range, _) in resource.Object("spec").Object("block") ?? [])
        {
            if (!Cidr.TryParse(range, out _, out var hadHostBits) || hadHostBits)
                faults.Add(Spec.Member("block").Member(range), "is no range of a block", "write it as in 10.0.0.0/26");
        }
    }

    private static bool TryReadRange(JsonObject? spec, FaultList faults, out Cidr cidr)
    {
        cidr = MaskedRangeCheck.Check(spec.Text("cidr"), Spec.Member("cidr"), faults);
        return !cidr.IsNone;
    }

    private static void CheckAffinityText(string? affinity, FaultList faults)
    {
        if (affinity is not { Length: > 0 }) return;
        var colon = affinity.IndexOf(':');
        var owner = affinity[(colon + 1)..].ToLowerInvariant();
        if (colon > 0 && affinity[..colon] is "host" or "virtual" && NameRules.IsDnsSubdomain(owner)) return;
        faults.Add(
            Spec.Member("affinity"),
            $"is {FormatCheck.Quote(affinity)}",
            "write host: or virtual: and the owner's name");
    }

    private static void CheckIndexes(JsonArray indexes, int count, string what, FieldPath path, FaultList faults)
    {
        for (var i = 0; i < indexes.Count; i++)
        {
            if (indexes[i].AsWhole() is { } index && index >= count)
                faults.Add(path.Item(i), $"is {index}, but there are {count} {what}", $"write a number below {count}");
        }
    }
}
