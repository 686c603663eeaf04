using System.Text.Json.Nodes;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>Ranges that must be written without host bits.</summary>
internal static class MaskedRangeCheck
{
    /// <summary>
    /// Adds a fault if the member has bits set after its prefix length. The range; none if there is none that can be read.
    /// </summary>
    public static Cidr Check(JsonObject? from, string member, FieldPath path, FaultList faults)
    {
        if (!Cidr.TryParse(from.Text(member), out var cidr, out var hadHostBits)) return default;
        if (hadHostBits) faults.Add(path.Member(member), "has bits set after its prefix length", $"write {cidr}");
        return cidr;
    }
}
