using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Holders;

/// <summary>What a node's resource says about the node on the network.</summary>
internal static class NodeReading
{
    /// <summary>Every address that the node reports.</summary>
    public static IEnumerable<IpAddr> Addresses(Node? node) => Read(node, static _ => true);

    /// <summary>The addresses under which the node is called, as rules about nodes mean them.</summary>
    public static IEnumerable<IpAddr> ServingAddresses(Node node) =>
        Read(node, static entry => entry.Type is "InternalIP" or "ExternalIP").Distinct();

    private static IEnumerable<IpAddr> Read(Node? node, Func<NodeAddress, bool> counts)
    {
        foreach (var entry in node?.Status?.Addresses ?? [])
        {
            if (entry is not null && counts(entry) && IpAddr.TryParse(entry.Address, out var address)) yield return address;
        }
    }
}
