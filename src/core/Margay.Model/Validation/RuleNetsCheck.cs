using System.Text.Json.Nodes;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>The address ranges of a rule: written without host bits, and all of one family.</summary>
internal static class RuleNetsCheck
{
    public static void Check(JsonObject rule, FieldPath path, FaultList faults)
    {
        var family = rule.Whole("ipVersion") switch
        {
            4 => IpFamily.V4,
            6 => IpFamily.V6,
            _ => (IpFamily?)null,
        };
        var reason = "ipVersion";
        foreach (var end in (string[])["source", "destination"])
        {
            foreach (var member in (string[])["nets", "notNets"])
            {
                var nets = rule.Object(end).Items(member);
                for (var i = 0; i < nets.Count; i++)
                {
                    var at = path.Member(end).Member(member).Item(i);
                    if (MaskedRangeCheck.Check(nets[i].AsText(), at, faults) is not { IsNone: false } cidr) continue;
                    if (family is { } expected && cidr.Family != expected)
                        faults.Add(at, $"is {cidr}, of another family than {reason}", "make a rule of its own for each family");
                    else if (family is null)
                        (family, reason) = (cidr.Family, $"{cidr} of the same rule");
                    if (member == "notNets" && cidr.Length == 0)
                        faults.Add(at, $"is {cidr}, so that the rule matches nothing", "write smaller ranges, or remove the rule");
                }
            }
        }
    }
}
