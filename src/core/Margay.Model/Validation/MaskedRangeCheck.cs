using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>Ranges that must be written without host bits.</summary>
internal static class MaskedRangeCheck
{
    /// <summary>
    /// Adds a fault if <paramref name="text"/> has bits set after its prefix length. The range; none if it cannot be read.
    /// </summary>
    public static Cidr Check(string? text, FieldPath path, FaultList faults)
    {
        if (!Cidr.TryParse(text, out var cidr, out var hadHostBits)) return default;
        if (hadHostBits) faults.Add(path, "has bits set after its prefix length", $"write {cidr}");
        return cidr;
    }
}
