using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Routing;

/// <summary>Reads out of resources what routes depend on.</summary>
public static class RouteFacts
{
    /// <summary>The attribute that names the node on which an address is held.</summary>
    private const string NodeAttribute = "node";

    private const string HostAffinity = "host:";

    /// <summary>
    /// The node's addresses: those of its annotations (<see cref="NodeAnnotations"/>) before status addresses of type InternalIP. Text that is no address is passed over.
    /// </summary>
    public static NodeFacts Of(Node node)
    {
        var addresses = new List<IpAddr>();
        foreach (var key in (ReadOnlySpan<string>)[NodeAnnotations.AddressV4, NodeAnnotations.AddressV6])
        {
            if (NodeAnnotations.TryReadAddress(node.Metadata.Annotations?.GetValueOrDefault(key), out var address)) Add(addresses, address);
        }

        foreach (var address in node.Status?.Addresses ?? [])
        {
            if (address.Type == "InternalIP" && IpAddr.TryParse(address.Address, out var read)) Add(addresses, read);
        }

        return new NodeFacts(node.Metadata.Name, addresses)
        {
            TunnelV4 = TunnelFacts.Of(node, IpFamily.V4),
            TunnelV6 = TunnelFacts.Of(node, IpFamily.V6),
            IpipEnd = TunnelFacts.IpipOf(node),
        };
    }

    /// <summary>
    /// The block's owner and borrowed addresses, or null if the block is a tombstone or its CIDR is unreadable.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="isConfirmed">
    /// Whether this node's affinity to this block is confirmed: a pending one is no ownership and gives no route.
    /// </param>
    public static BlockFacts? Of(IpamBlock block, Func<string, Cidr, bool> isConfirmed)
    {
        if (block.Spec is not { Deleted: not true } spec || !Cidr.TryParse(spec.Cidr, out var cidr)) return null;
        var owner = spec.Affinity?.StartsWith(HostAffinity, StringComparison.Ordinal) == true
            ? spec.Affinity[HostAffinity.Length..]
            : null;
        if (owner is not null && !isConfirmed(owner, cidr)) owner = null;
        return new BlockFacts(cidr, owner, Borrowed(spec, cidr, owner));
    }

    private static List<BorrowedAddress> Borrowed(IpamBlockSpec spec, Cidr cidr, string? owner)
    {
        var borrowed = new List<BorrowedAddress>();
        for (var ordinal = 0; ordinal < (spec.Allocations?.Count ?? 0); ordinal++)
        {
            if (spec.Allocations![ordinal] is not { } index || index < 0 || index >= (spec.Attributes?.Count ?? 0)) continue;
            var holder = spec.Attributes![index].Secondary?.GetValueOrDefault(NodeAttribute);
            if (holder is not null && holder != owner)
                borrowed.Add(new BorrowedAddress(cidr.Network.Add((UInt128)ordinal), holder));
        }

        return borrowed;
    }

    private static void Add(List<IpAddr> addresses, IpAddr address)
    {
        if (addresses.TrueForAll(known => known.Family != address.Family)) addresses.Add(address);
    }
}
