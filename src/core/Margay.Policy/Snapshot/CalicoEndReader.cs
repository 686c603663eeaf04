using System.Globalization;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>One end of a rule of Calico's.</summary>
/// <param name="Ends">Alternatives, of which a packet must meet one; at most one matters to it.</param>
/// <param name="NetworkLists">The lists of prefixes as they are written, which say what families the rule is for.</param>
internal sealed record CalicoEnd(IReadOnlyList<EndFacts> Ends, IReadOnlyList<IReadOnlyList<Cidr>> NetworkLists)
{
    /// <summary>No condition.</summary>
    public static CalicoEnd Any { get; } = new([EndFacts.Any], []);
}

/// <summary>Reads one end of a rule of Calico's.</summary>
/// <param name="own">The policy's namespace; null for a policy of none.</param>
/// <param name="protocol">The rule's protocol, which named ports must have; <c>default</c> is any.</param>
internal sealed class CalicoEndReader(NamespaceScope.In? own, IpProtocol protocol)
{
    /// <summary>The end; null if it is malformed.</summary>
    public CalicoEnd? Read(EntityRule? entity)
    {
        if (entity is null) return CalicoEnd.Any;
        if (!TryNetworks(entity.Nets, out var networks) || !TryNetworks(entity.NotNets, out var notNetworks)) return null;
        if (!TryChoose(entity, out var chosen, out var notChosen)) return null;
        if (!TryPorts(entity.Ports, out var ports, out var names)) return null;
        if (!TryPorts(entity.NotPorts, out var notPorts, out var notNames)) return null;
        if (!TryService(entity.Services, out var service)) return null;
        if (!TryDomains(entity.Domains, out var domains)) return null;
        var end = new EndFacts
        {
            Networks = networks is null ? null : Union(networks),
            NotNetworks = notNetworks is null ? null : Union(notNetworks),
            Chosen = chosen,
            NotChosen = notChosen,
            NotPorts = notPorts,
            NotNamed = notNames.Count == 0 ? null : new NamedPorts(Selection.Everything, notNames),
            Service = service,
            Domains = domains,
        };
        IReadOnlyList<Cidr>?[] lists = [networks, notNetworks];
        return new CalicoEnd(WithPorts(end, ports, names), [.. lists.OfType<IReadOnlyList<Cidr>>()]);
    }

    /// <remarks>Numbers and names are alternatives; the second leaves out what the first takes, so that one matters.</remarks>
    private static List<EndFacts> WithPorts(EndFacts end, IReadOnlyList<PortRange> ports, IReadOnlyList<PortName> names)
    {
        if (ports.Count == 0 && names.Count == 0) return [end];
        var ends = new List<EndFacts>();
        if (ports.Count > 0) ends.Add(end with { Ports = ports });
        if (names.Count > 0)
        {
            ends.Add(end with
            {
                Chosen = null,
                Named = new NamedPorts(end.Chosen ?? Selection.Everything, names),
                NotPorts = PortRange.Merge(end.NotPorts.Concat(ports)),
            });
        }

        return ends;
    }

    private bool TryChoose(EntityRule entity, out Selection? chosen, out Selection? notChosen)
    {
        (chosen, notChosen) = (null, null);
        var unlessSaid = own ?? NamespaceScope.Everywhere;
        if (!SelectorReading.TryScope(entity.NamespaceSelector, unlessSaid, out var scope)) return false;
        if (!SelectorReading.TryParse(entity.Selector, out var labels)) return false;
        if (!SelectorReading.TryParse(entity.NotSelector, out var notLabels)) return false;
        if (!TryAccounts(entity.ServiceAccounts, out var accounts)) return false;
        if (accounts is not null || !IsBlank(entity.Selector) || !IsBlank(entity.NamespaceSelector))
            chosen = SelectorReading.Narrowed(new Selection(Population.Addressed, scope, labels, accounts));
        if (!IsBlank(entity.NotSelector))
            notChosen = SelectorReading.Narrowed(new Selection(Population.Addressed, scope, notLabels));
        return true;
    }

    private static bool TryAccounts(ServiceAccountMatch? match, out AccountScope? accounts)
    {
        accounts = null;
        var names = (match?.Names ?? []).OfType<string>().ToList();
        if (names.Count == 0 && IsBlank(match?.Selector)) return true;
        if (!SelectorReading.TryAccounts(match?.Selector, out accounts)) return false;
        accounts = new AccountScope(names, accounts?.Labels);
        return true;
    }

    private bool TryPorts(
        IReadOnlyList<string?>? texts, out IReadOnlyList<PortRange> ports, out IReadOnlyList<PortName> names)
    {
        var (ranges, named) = (new List<PortRange>(), new SortedSet<string>(StringComparer.Ordinal));
        (ports, names) = ([], []);
        foreach (var text in texts ?? [])
        {
            if (string.IsNullOrEmpty(text)) return false;
            if (PortText.TryRead(text, out var range)) ranges.Add(range);
            else if (PortText.IsName(text)) named.Add(text);
            else return false;
        }

        ports = PortRange.Merge(ranges);
        names = [.. named.Select(name => new PortName(name, protocol))];
        return true;
    }

    private bool TryService(ServiceMatch? match, out ServiceEnds? service)
    {
        service = null;
        if (match is null) return true;
        if ((match.Namespace is { Length: > 0 } written ? written : own?.Name) is not { } found) return false;
        service = new ServiceEnds(new ServiceKey(found, match.Name), WithPorts: false);
        return match.Name.Length > 0;
    }

    private static bool TryDomains(IReadOnlyList<string?>? texts, out IReadOnlyList<DomainPattern> domains)
    {
        var read = new SortedSet<DomainPattern>();
        domains = [];
        foreach (var text in texts ?? [])
        {
            if (!DomainPattern.TryParse(text, out var pattern)) return false;
            read.Add(pattern);
        }

        domains = [.. read];
        return true;
    }

    private static bool TryNetworks(IReadOnlyList<string?>? texts, out List<Cidr>? networks)
    {
        networks = null;
        if (texts is not { Count: > 0 }) return true;
        networks = [];
        foreach (var text in texts)
        {
            if (!Cidr.TryParse(text, out var cidr)) return false;
            networks.Add(cidr);
        }

        return true;
    }

    private static IReadOnlyList<Cidr> Union(List<Cidr> networks) =>
        DisjointNetworks.Of([.. networks.Select(network => new NetworkBlock(network, []))]);

    private static bool IsBlank(string? text) => string.IsNullOrWhiteSpace(text);
}

/// <summary>Ports as Calico writes them: a number, a range <c>FIRST:LAST</c>, or a name.</summary>
internal static class PortText
{
    /// <summary>Reads a number or a range.</summary>
    public static bool TryRead(string text, out PortRange range)
    {
        range = default;
        var colon = text.IndexOf(':');
        if (!TryNumber(colon < 0 ? text : text[..colon], out var first)) return false;
        var last = first;
        if (colon >= 0 && !TryNumber(text[(colon + 1)..], out last)) return false;
        if (last < first) return false;
        range = new PortRange(first, last);
        return true;
    }

    /// <summary>Whether the text is neither a number nor a range, and so a name.</summary>
    public static bool IsName(string text) => !text.Contains(':') && !text.All(char.IsAsciiDigit);

    private static bool TryNumber(string text, out ushort number) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
