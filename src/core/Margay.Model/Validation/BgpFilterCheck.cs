using System.Text.Json.Nodes;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>projectcalico.org/v3 BGPFilter: that the conditions of each rule, its action and its operations fit together.</summary>
internal static class BgpFilterCheck
{
    private static readonly string[] Operations = ["addCommunity", "prependASPath", "setPriority"];

    public static void Check(JsonObject resource, FaultList faults)
    {
        foreach (var direction in (string[])["export", "import"])
        {
            CheckList(resource, direction + "V4", direction + "V6", IpFamily.V4, faults);
            CheckList(resource, direction + "V6", direction + "V4", IpFamily.V6, faults);
        }
    }

    private static void CheckList(JsonObject resource, string list, string other, IpFamily family, FaultList faults)
    {
        var rules = resource.Object("spec").Items(list);
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i] is not JsonObject rule) continue;
            var path = FieldPath.Root.Member("spec").Member(list).Item(i);
            var cidr = MaskedRangeCheck.Check(rule.Text("cidr"), path.Member("cidr"), faults);
            if (!cidr.IsNone && cidr.Family != family)
            {
                faults.Add(
                    path.Member("cidr"),
                    $"is {cidr}, which is not of {Name(family)}",
                    $"write a range of {Name(family)}, or move the rule to {other}");
            }

            CheckComparison(rule, path, faults);
            CheckCommunities(rule.Object("communities").Items("values"), path.Member("communities").Member("values"), faults);
            CheckOperations(rule, path, faults);
        }
    }

    private static void CheckComparison(JsonObject rule, FieldPath path, FaultList faults)
    {
        var hasRange = !ResourceDefaults.IsEmpty(rule["cidr"]);
        if (hasRange && !rule.Has("matchOperator"))
            faults.Add(path.Member("matchOperator"), "is missing beside cidr", "write Equal, NotEqual, In or NotIn");
        foreach (var member in (string[])["matchOperator", "prefixLength"])
        {
            if (!hasRange && rule.Has(member))
                faults.Add(path.Member(member), "is there without cidr", "write the cidr that is meant, or remove it");
        }

        var lengths = rule.Object("prefixLength");
        if (lengths.Whole("min") is { } min && lengths.Whole("max") is { } max && min > max)
            faults.Add(path.Member("prefixLength").Member("max"), $"is {max}, less than min", $"write at least {min}");
    }

    private static void CheckOperations(JsonObject rule, FieldPath path, FaultList faults)
    {
        var operations = rule.Items("operations");
        if (operations.Count > 0 && rule.Text("action") == "Reject")
            faults.Add(path.Member("operations"), "is there beside action Reject", "write Accept, or remove it");
        for (var i = 0; i < operations.Count; i++)
        {
            var operation = operations[i] as JsonObject;
            var at = path.Member("operations").Item(i);
            OneOfCheck.Check(operation, Operations, at, faults);
            CheckCommunity(operation.Object("addCommunity").Text("value"), at.Member("addCommunity").Member("value"), faults);
        }
    }

    private static void CheckCommunities(JsonArray communities, FieldPath path, FaultList faults)
    {
        for (var i = 0; i < communities.Count; i++) CheckCommunity(communities[i].AsText(), path.Item(i), faults);
    }

    /// <remarks>BGPConfiguration takes leading zeros; a filter does not.</remarks>
    private static void CheckCommunity(string? text, FieldPath path, FaultList faults)
    {
        if (text is null || !BgpCommunity.TryParse(text, out var community)) return;
        if (text != community.ToString()) faults.Add(path, $"is {FormatCheck.Quote(text)}", $"write {community}");
    }

    private static string Name(IpFamily family) => family == IpFamily.V4 ? "IPv4" : "IPv6";
}
