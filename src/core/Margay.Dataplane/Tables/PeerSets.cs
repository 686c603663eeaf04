using System.Diagnostics;
using Margay.Model.Intent;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>
/// IP sets of the intent as kernel sets: one for each family, since a kernel set holds keys of one length.
/// </summary>
internal static class PeerSets
{
    /// <summary>Both families, in the order in which rules are made.</summary>
    internal static IReadOnlyList<IpFamily> Families { get; } = [IpFamily.V4, IpFamily.V6];

    internal static string NameOf(IpSetId id, IpFamily family) =>
        NftName.Of("set/", $"{id.Value}-{(family == IpFamily.V4 ? 4 : 6)}");

    internal static NftSet Render(IpSetId id, IpSetKind kind, IpFamily family) => kind switch
    {
        IpSetKind.Addresses => NftSets.Addresses(NameOf(id, family), family),
        IpSetKind.Networks => NftSets.Networks(NameOf(id, family), family),
        IpSetKind.AddressPorts => NftSets.Services(NameOf(id, family), family),
        _ => throw new UnreachableException(),
    };

    internal static SetElement Render(IpSetKind kind, IpSetMember member) => kind switch
    {
        IpSetKind.Addresses => new SetElement.Address(member.Cidr.Network),
        IpSetKind.Networks => SetElement.AddressRange.Of(member.Cidr),
        IpSetKind.AddressPorts => new SetElement.Service(member.Cidr.Network, member.Protocol, member.Port),
        _ => throw new UnreachableException(),
    };
}
