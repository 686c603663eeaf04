using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Host.Hub.HostEndpoints;

/// <summary>Which host endpoints a cluster's nodes are to have of themselves, as Calico's controller names and fills them.</summary>
internal static class AutoHostEndpoints
{
    /// <summary>The label by which those that were made are told from those that somebody wrote.</summary>
    public const string CreatedBy = "projectcalico.org/created-by";

    /// <summary>The value of <see cref="CreatedBy"/>.</summary>
    public const string Creator = "calico-kube-controllers";

    private const string EveryInterface = "*";
    private const int MaxName = 253;

    /// <summary>The host endpoints, by name.</summary>
    /// <remarks>A template with an interfacePattern makes one for each interface that the node's agent names and that matches.</remarks>
    public static IReadOnlyList<HostEndpoint> Of(AutoHostEndpointConfig? config, IEnumerable<Node> nodes)
    {
        if (config?.AutoCreate != "Enabled") return [];
        return
        [
            .. nodes.SelectMany(node => Of(config, node))
                .DistinctBy(static endpoint => endpoint.Metadata.Name)
                .OrderBy(static endpoint => endpoint.Metadata.Name, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<HostEndpoint> Of(AutoHostEndpointConfig config, Node node)
    {
        var addresses = AddressesOf(node);
        if (config.CreateDefaultHostEndpoint != "Disabled")
            yield return Create(node, $"{node.Metadata.Name}-auto-hep", EveryInterface, addresses, null);
        foreach (var template in config.Templates ?? [])
        {
            if (!Selects(template, node)) continue;
            var ranges = (template.InterfaceCidrs ?? []).Select(static text => Cidr.TryParse(text, out var range) ? range : default).ToList();
            bool IsExpected(IpAddr address) => ranges.Exists(range => range.Contains(address));
            if (template.InterfacePattern is { Length: > 0 } pattern)
            {
                foreach (var (name, own) in NodeInterfaces.Of(node).Where(found => Matches(pattern, found.Name)))
                {
                    yield return Create(
                        node, $"{node.Metadata.Name}-{template.GenerateName}-{name}-auto-hep", name,
                        own.Where(address => ranges.Count == 0 || IsExpected(address)), template);
                }

                continue;
            }

            var expected = addresses.Where(IsExpected).ToList();
            if (expected.Count > 0)
                yield return Create(node, $"{node.Metadata.Name}-{template.GenerateName}-auto-hep", null, expected, template);
        }
    }

    /// <remarks>In linear time, as Go matches.</remarks>
    private static bool Matches(string pattern, string name)
    {
        try
        {
            return Regex.IsMatch(name, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static HostEndpoint Create(
        Node node, string name, string? interfaceName, IEnumerable<IpAddr> addresses, HostEndpointTemplate? template)
    {
        var labels = new Dictionary<string, string>(node.Metadata.Labels ?? new Dictionary<string, string>());
        foreach (var (key, value) in template?.Labels ?? new Dictionary<string, string>()) labels[key] = value;
        labels[CreatedBy] = Creator;
        return new HostEndpoint
        {
            Metadata = new ObjectMeta { Name = Shortened(name), Labels = labels, Annotations = template?.Annotations },
            Spec = new HostEndpointSpec
            {
                Node = node.Metadata.Name,
                InterfaceName = interfaceName,
                ExpectedIps = [.. addresses.Select(static address => address.ToString())],
                Profiles = [BuiltIns.DefaultAllowProfile],
            },
        };
    }

    /// <remarks>A name that would be too long is a hash of itself.</remarks>
    private static string Shortened(string name) => name.Length <= MaxName
        ? name
        : $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}-auto-hep";

    private static bool Selects(HostEndpointTemplate template, Node node) =>
        Selector.TryParse(template.NodeSelector ?? "", out var selector, out _)
        && selector.Matches(LabelSet.Of(node.Metadata.Labels ?? new Dictionary<string, string>()));

    private static List<IpAddr> AddressesOf(Node node) =>
    [
        .. (node.Status?.Addresses ?? [])
            .Where(static address => address.Type is "InternalIP" or "ExternalIP")
            .Select(static address => IpAddr.TryParse(address.Address, out var parsed) ? parsed : default)
            .Where(static address => !address.IsNone)
            .Distinct(),
    ];
}
