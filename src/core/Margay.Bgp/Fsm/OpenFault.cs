using System.Buffers.Binary;
using Margay.Bgp.Wire;

namespace Margay.Bgp.Fsm;

/// <summary>What makes a well-formed OPEN unacceptable for a session (RFC 4271 §6.2, RFC 5492 §5, RFC 9234 §4.2).</summary>
internal static class OpenFault
{
    private const byte BadPeerAs = 2;
    private const byte BadId = 3;
    private const byte UnsupportedCapability = 7;
    private const byte RoleMismatch = 11;

    /// <summary>The fault, or one whose action is none.</summary>
    public static BgpFault Of(SessionConfig ours, OpenMessage theirs)
    {
        if (theirs.As != ours.RemoteAs) return BgpFault.Open(BadPeerAs, $"the peer is AS {theirs.As}, not {ours.RemoteAs}");

        // RFC 6286 §2.3: within one AS an identifier has one owner.
        if (theirs.As == ours.LocalAs && theirs.Id == ours.LocalId) return BgpFault.Open(BadId, $"the peer has this speaker's BGP identifier {theirs.Id}");
        if (Common(ours, theirs).Count == 0)
            return BgpFault.Open(UnsupportedCapability, "no address family in common") with { Data = MultiProtocol(ours.Families[0].Family) };
        return RoleFault(ours, theirs);
    }

    /// <summary>The families of both sides; who says none means IPv4 unicast (RFC 4760 §8).</summary>
    public static IReadOnlyList<AddressFamily> Common(SessionConfig ours, OpenMessage theirs)
    {
        var said = theirs.Capabilities.OfType<Capability.MultiProtocol>().Select(one => one.Family).ToHashSet();
        if (said.Count == 0) said.Add(AddressFamily.V4Unicast);
        return [.. ours.Families.Select(one => one.Family).Where(said.Contains)];
    }

    private static BgpFault RoleFault(SessionConfig ours, OpenMessage theirs)
    {
        if (ours.Role is not { } role) return default;
        var others = theirs.Capabilities.OfType<Capability.Role>().Select(one => one.Value).Distinct().ToList();
        if (others.Count == 0)
            return ours.StrictRole ? BgpFault.Open(RoleMismatch, "the peer does not say its role") : default;
        return others is [var other] && other == Counterpart(role)
            ? default
            : BgpFault.Open(RoleMismatch, $"the peer's role is {string.Join(" and ", others)} where this speaker's is {role}");
    }

    private static PeerRole Counterpart(PeerRole role) => role switch
    {
        PeerRole.Provider => PeerRole.Customer,
        PeerRole.Customer => PeerRole.Provider,
        PeerRole.RouteServer => PeerRole.RouteServerClient,
        PeerRole.RouteServerClient => PeerRole.RouteServer,
        _ => PeerRole.Peer,
    };

    /// <summary>The capability that the peer lacks, as bytes (RFC 5492 §5).</summary>
    private static byte[] MultiProtocol(AddressFamily family)
    {
        var bytes = new byte[] { 1, 4, 0, 0, 0, family.Safi };
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), family.Afi);
        return bytes;
    }
}
