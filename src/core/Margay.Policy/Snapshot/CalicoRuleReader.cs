using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>Reads the rules of Calico's policies.</summary>
/// <param name="own">The policy's namespace; null for a policy of none.</param>
internal sealed class CalicoRuleReader(NamespaceScope.In? own)
{
    private const int Icmp = 1;
    private const int IcmpV6 = 58;

    private static readonly RuleAction Allow = new RuleAction.Allow();
    private static readonly RuleAction Deny = new RuleAction.Deny();
    private static readonly RuleAction Pass = new RuleAction.Pass();
    private static readonly RuleAction Log = new RuleAction.Log();

    /// <summary>The rules; null if one of them is malformed. A rule that no packet can match is left out.</summary>
    public IReadOnlyList<RuleFacts>? Read(IReadOnlyList<CalicoRule?>? rules, Direction direction)
    {
        var read = new List<RuleFacts>();
        for (var origin = 0; origin < (rules?.Count ?? 0); origin++)
        {
            if (rules![origin] is not { } rule || ActionOf(rule) is not { } action) return null;
            if (!TryRead(rule, new RuleFacts(origin, action), direction, read)) return null;
        }

        return read.ToArray();
    }

    private static RuleAction? ActionOf(CalicoRule rule) => rule.Action switch
    {
        "Allow" => Allow,
        "Deny" => Deny,
        "Pass" => Pass,
        "Log" => Log,
        _ => null,
    };

    private bool TryRead(CalicoRule rule, RuleFacts blank, Direction direction, List<RuleFacts> read)
    {
        if (!TryProtocol(rule.Protocol, out var protocol) || !TryProtocol(rule.NotProtocol, out var notProtocol)) return false;
        if (!TryIcmp(rule.Icmp, out var icmp) || !TryIcmp(rule.NotIcmp, out var notIcmp)) return false;
        if (icmp is not null && protocol is not { Number: Icmp or IcmpV6 }) return false;
        if (rule.IpVersion is not (null or 4 or 6)) return false;
        var ends = new CalicoEndReader(own, protocol ?? default);
        if (ends.Read(rule.Source) is not { } sources || ends.Read(rule.Destination) is not { } destinations) return false;
        if (rule.Source?.Domains is { Count: > 0 }) return false;
        if (FamilyOf(rule, sources, destinations) is not { } family) return true;
        var common = blank with
        {
            Family = family,
            Protocol = protocol,
            NotProtocol = notProtocol,
            Icmp = icmp,
            NotIcmp = notIcmp,
            Note = NoteOf(rule),
        };
        foreach (var source in sources.Ends)
        {
            foreach (var destination in destinations.Ends)
                read.Add(common with { Source = source, Destination = WithService(rule, destination, direction) });
        }

        return true;
    }

    /// <remarks>Behind a service stand addresses with ports where it is the destination, and addresses alone elsewhere.</remarks>
    private static EndFacts WithService(CalicoRule rule, EndFacts destination, Direction direction) =>
        destination.Service is { } service && rule.Destination?.Services is not null
            ? destination with { Service = service with { WithPorts = direction == Direction.Egress } }
            : destination;

    /// <returns>The family that the rule is for, None for both; null if it can match none.</returns>
    private static IpFamily? FamilyOf(CalicoRule rule, CalicoEnd source, CalicoEnd destination)
    {
        var (v4, v6) = (rule.IpVersion is null or 4, rule.IpVersion is null or 6);
        foreach (var networks in source.NetworkLists.Concat(destination.NetworkLists))
        {
            v4 &= networks.Any(network => network.Family == IpFamily.V4);
            v6 &= networks.Any(network => network.Family == IpFamily.V6);
        }

        return (v4, v6) switch
        {
            (true, true) => IpFamily.None,
            (true, false) => IpFamily.V4,
            (false, true) => IpFamily.V6,
            _ => null,
        };
    }

    private static bool TryProtocol(string? text, out IpProtocol? protocol)
    {
        protocol = null;
        if (text is null) return true;
        if (!IpProtocol.TryParse(text, out var read)) return false;
        protocol = read;
        return true;
    }

    private static bool TryIcmp(IcmpFields? fields, out IcmpMatch? match)
    {
        match = null;
        if (fields?.Type is not { } type) return fields?.Code is null;
        if (type is < 0 or > byte.MaxValue || fields.Code is < 0 or > byte.MaxValue) return false;
        match = new IcmpMatch((byte)type, (byte?)fields.Code);
        return true;
    }

    private static string NoteOf(CalicoRule rule) => rule.Metadata?.Annotations is { Count: > 0 } annotations
        ? string.Join(", ", annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))
        : "";
}
