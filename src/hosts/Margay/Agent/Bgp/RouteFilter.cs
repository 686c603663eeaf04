using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>One direction of a BGPFilter, both families, ready to be asked. Equal by value.</summary>
/// <param name="Name">The BGPFilter's name.</param>
/// <param name="V4">Rules for IPv4 routes.</param>
/// <param name="V6">Rules for IPv6 routes.</param>
internal sealed record RouteFilter(string Name, ValueArray<RouteRule> V4, ValueArray<RouteRule> V6)
{
    public static RouteFilter ForImport(BgpFilter filter, bool isExternal) => Of(filter, filter.Spec?.ImportV4, filter.Spec?.ImportV6, isExternal);

    public static RouteFilter ForExport(BgpFilter filter, bool isExternal) => Of(filter, filter.Spec?.ExportV4, filter.Spec?.ExportV6, isExternal);

    /// <summary>The first rule that matches, and its place; null if none does.</summary>
    /// <param name="prefix">The route's prefix.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="interfaces">Out of which interface it leads.</param>
    public (RouteRule Rule, string Place)? Find(Cidr prefix, PathAttributes attributes, PathSource source, RouteInterfaces interfaces)
    {
        var rules = prefix.Family == IpFamily.V4 ? V4 : V6;
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Matches(prefix, attributes, source, interfaces)) return (rules[i], $"{Name}, rule {rules[i].Number}");
        }

        return null;
    }

    /// <summary>Whether any rule asks for interfaces.</summary>
    public bool AsksForInterfaces => V4.Concat(V6).Any(rule => rule.Interface is not null);

    private static RouteFilter Of(BgpFilter filter, IReadOnlyList<BgpFilterRule>? v4, IReadOnlyList<BgpFilterRule>? v6, bool isExternal) =>
        new(filter.Metadata.Name, Rules(v4, isExternal), Rules(v6, isExternal));

    /// <summary>Rules for the other kind of peer are left out, as Calico does it.</summary>
    private static ValueArray<RouteRule> Rules(IReadOnlyList<BgpFilterRule>? rules, bool isExternal) => ValueArray.Create<RouteRule>(
    [
        .. (rules ?? []).Select(RouteRule.Of).Zip(rules ?? [], (rule, source) => (rule, source.PeerType))
            .Where(one => one.PeerType is null || one.PeerType == (isExternal ? "eBGP" : "iBGP")).Select(one => one.rule),
    ]);
}

/// <summary>How a rule compares prefixes.</summary>
internal enum PrefixMatch : byte
{
    Any,
    Equal,
    NotEqual,
    In,
    NotIn,
}

/// <summary>One rule of a filter. Equal by value.</summary>
internal sealed record RouteRule
{
    /// <summary>Its place in its list, from 1.</summary>
    public required int Number { get; init; }

    public PrefixMatch Match { get; init; }

    public Cidr Range { get; init; }

    public int MinLength { get; init; }

    public int MaxLength { get; init; }

    public bool FromPeersOnly { get; init; }

    /// <summary>What the name of the interface is like out of which the route leads; null for any, or none.</summary>
    public string? Interface { get; init; }

    public BgpCommunity? Community { get; init; }

    public ValueArray<uint> AsPathPrefix { get; init; }

    public int? Priority { get; init; }

    public bool Accepts { get; init; }

    public ValueArray<RouteOperation> Operations { get; init; }

    public static RouteRule Of(BgpFilterRule rule, int index)
    {
        var range = Cidr.TryParse(rule.Cidr, out var cidr) ? cidr : default;
        return new RouteRule
        {
            Number = index + 1,
            Match = range.IsNone ? PrefixMatch.Any : Enum.TryParse<PrefixMatch>(rule.MatchOperator, out var match) ? match : PrefixMatch.In,
            Range = range,
            MinLength = rule.PrefixLength?.Min ?? (range.IsNone ? 0 : range.Length),
            MaxLength = rule.PrefixLength?.Max ?? (range.IsNone ? 128 : IpAddr.BitLengthOf(range.Family)),
            FromPeersOnly = rule.Source == "RemotePeers",
            Interface = rule.Interface,
            Community = rule.Communities?.Values is [var text, ..] && BgpCommunity.TryParse(text, out var community) ? community : null,
            AsPathPrefix = ValueArray.Create<uint>([.. (rule.AsPathPrefix ?? []).Select(number => number.Value)]),
            Priority = rule.Priority,
            Accepts = rule.Action == "Accept",
            Operations = ValueArray.Create<RouteOperation>([.. (rule.Operations ?? []).Select(RouteOperation.Of)]),
        };
    }

    public bool Matches(Cidr prefix, PathAttributes attributes, PathSource source, RouteInterfaces interfaces) =>
        MatchesPrefix(prefix)
        && (!FromPeersOnly || source != PathSource.Local)
        && (Community is not { } community || Communities.Carries(attributes, community))
        && attributes.AsPath.StartsWith(AsPathPrefix.Span)
        && (Priority is not { } priority || RouteMetric.Of(attributes) == priority)
        && (Interface is not { } pattern || (interfaces.Of(prefix, attributes.NextHop, source) is { } name && HostRoute.IsLike(pattern, name)));

    private bool MatchesPrefix(Cidr prefix) => Match switch
    {
        PrefixMatch.Equal => prefix == Range,
        PrefixMatch.NotEqual => prefix != Range,
        PrefixMatch.In => IsIn(prefix),
        PrefixMatch.NotIn => !IsIn(prefix),
        _ => true,
    };

    private bool IsIn(Cidr prefix) => Range.Contains(prefix) && prefix.Length >= MinLength && prefix.Length <= MaxLength;
}

/// <summary>One change of an accepted route; one member is there. Equal by value.</summary>
internal sealed record RouteOperation
{
    public BgpCommunity? Add { get; init; }

    public ValueArray<uint> Prepend { get; init; }

    public int? Priority { get; init; }

    public static RouteOperation Of(BgpFilterOperation operation) => new()
    {
        Add = BgpCommunity.TryParse(operation.AddCommunity?.Value, out var community) ? community : null,
        Prepend = ValueArray.Create<uint>([.. (operation.PrependAsPath?.Prefix ?? []).Select(number => number.Value)]),
        Priority = operation.SetPriority?.Value,
    };

    public PathAttributes Apply(PathAttributes attributes)
    {
        if (Add is { } community) return Communities.Add(attributes, community);
        if (!Prepend.IsEmpty) return attributes with { AsPath = attributes.AsPath.Prepend(Prepend.Span) };
        return Priority is { } priority ? attributes with { LocalPref = RouteMetric.ToLocalPref(priority) } : attributes;
    }
}
