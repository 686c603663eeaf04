using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>projectcalico.org/v3 FelixConfiguration: its name, and settings that depend on each other.</summary>
internal static class FelixConfigurationCheck
{
    private const int MaxTableOfOldSetting = 250;
    private const long MaxTables = 65535;

    /// <summary>Calico names a region inside longer names, so a full DNS label would not fit.</summary>
    private const int MaxRegionLength = 47;

    private static readonly FieldPath Spec = FieldPath.Root.Member("spec");

    public static void Check(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        CheckScope(resource.Object("metadata").Text("name"), spec, faults);
        CheckTables(spec, faults);
        if (spec.Text("openstackRegion") is { Length: > MaxRegionLength } region)
        {
            faults.Add(
                Spec.Member("openstackRegion"),
                $"has {region.Length} characters",
                $"keep to at most {MaxRegionLength}");
        }
        var overrides = spec.Items("healthTimeoutOverrides");
        for (var i = 0; i < overrides.Count; i++)
        {
            if ((overrides[i] as JsonObject).Text("name") is { } name && !name.All(IsReporterCharacter))
            {
                faults.Add(
                    Spec.Member("healthTimeoutOverrides").Item(i).Member("name"),
                    $"is {FormatCheck.Quote(name)}",
                    "use letters, digits, blanks, _ and -");
            }
        }
    }

    private static void CheckScope(string? name, JsonObject? spec, FaultList faults)
    {
        if (name is null) return;
        var reserved = name == "default" || name.StartsWith("node.", StringComparison.Ordinal);
        var selects = spec.Text("nodeSelector") is { Length: > 0 };
        if (reserved && selects)
        {
            faults.Add(
                Spec.Member("nodeSelector"),
                $"is set in {FormatCheck.Quote(name)}",
                "remove it, or give the object another name");
        }
        if (!reserved && !selects)
        {
            faults.Add(
                FieldPath.Root.Member("metadata").Member("name"),
                $"is {FormatCheck.Quote(name)}, which no node reads",
                "write default or node.NAME, or set spec.nodeSelector");
        }
    }

    private static void CheckTables(JsonObject? spec, FaultList faults)
    {
        if (spec.Has("routeTableRange") && spec.Has("routeTableRanges"))
            faults.Add(Spec.Member("routeTableRange"), "is set beside routeTableRanges", "remove it");
        if (spec.Object("routeTableRange") is { } old)
        {
            CheckOrder(old, Spec.Member("routeTableRange"), faults);
            if (old.Whole("max") > MaxTableOfOldSetting)
            {
                faults.Add(
                    Spec.Member("routeTableRange").Member("max"),
                    $"is {old.Whole("max")}",
                    $"write at most {MaxTableOfOldSetting}, or use routeTableRanges");
            }
        }

        var ranges = spec.Items("routeTableRanges");
        var tables = 0L;
        for (var i = 0; i < ranges.Count; i++)
            tables += CheckOrder(ranges[i] as JsonObject, Spec.Member("routeTableRanges").Item(i), faults);
        if (tables > MaxTables)
            faults.Add(Spec.Member("routeTableRanges"), $"has {tables} tables", $"keep to at most {MaxTables}");
    }

    private static long CheckOrder(JsonObject? range, FieldPath path, FaultList faults)
    {
        if (range.Whole("min") is not { } first || range.Whole("max") is not { } last) return 0;
        if (first <= last) return last - first + 1;
        faults.Add(path.Member("max"), $"is {last}, less than min", $"write at least {first}");
        return 0;
    }

    private static bool IsReporterCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or ' ' or '-';
}
