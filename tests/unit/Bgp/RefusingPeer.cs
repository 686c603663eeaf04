using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>A peer that refuses every connection: nobody listens at port 1.</summary>
internal static class RefusingPeer
{
    public static PeerConfig Config { get; } = new()
    {
        Name = "nobody",
        Address = IpAddr.Parse("127.0.0.1"),
        Port = 1,
        Session = new SessionConfig
        {
            LocalAs = 64512,
            RemoteAs = 64513,
            LocalId = IpAddr.Parse("10.0.0.1"),
            Families = [new FamilyConfig(AddressFamily.V4Unicast)],
        },
    };
}
