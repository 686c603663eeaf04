using Margay.Primitives;

namespace Margay.Model.Resources;

/// <summary>The interfaces that a node has, as its agent writes them into an annotation of its Node.</summary>
public static class NodeInterfaces
{
    /// <summary>The annotation: <c>eth0=192.0.2.1,fd00::1 eth1=</c>, sorted by name.</summary>
    public const string Annotation = "margay.dev/interfaces";

    /// <summary>The annotation's text.</summary>
    public static string Write(IEnumerable<(string Name, IEnumerable<IpAddr> Addresses)> interfaces) => string.Join(' ',
        interfaces.OrderBy(each => each.Name, StringComparer.Ordinal).Select(each => $"{each.Name}={string.Join(',', each.Addresses.Order())}"));

    /// <summary>The interfaces of a node; none if it does not say. What cannot be read is left out.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<IpAddr> Addresses)> Of(Node node) =>
    [
        .. (node.Metadata.Annotations?.GetValueOrDefault(Annotation) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static text => text.Split('=', 2)).Where(static parts => parts is [{ Length: > 0 }, _])
            .Select(static parts => (parts[0], (IReadOnlyList<IpAddr>)[.. AddressesIn(parts[1])])),
    ];

    private static IEnumerable<IpAddr> AddressesIn(string text)
    {
        foreach (var one in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (IpAddr.TryParse(one, out var address)) yield return address;
        }
    }
}
