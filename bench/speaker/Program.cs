using System.Globalization;
using System.Net;
using Margay.Bench.Speaker;
using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Bgp.Wire;
using Margay.Primitives;

// Margay's speaker as it ships, compiled ahead of time. `take` takes everything and tells nobody; `reflect` is a route reflector whose
// peers are its clients. It answers each line of its input with the number of its paths, until the input ends.
if (args.Length < 4 || args[0] is not ("take" or "reflect"))
{
    await Console.Error.WriteLineAsync("usage: margay-bench-speaker take|reflect ADDRESS AS PEER_ADDRESS=AS...");
    return 2;
}

var (reflects, address, localAs) = (args[0] == "reflect", IpAddr.Parse(args[1]), uint.Parse(args[2], CultureInfo.InvariantCulture));
await using var speaker = new BgpSpeaker(new Nobody());
await speaker.ConfigureAsync(new SpeakerConfig
{
    Listen = [new IPEndPoint(IPAddress.Any, PeerConfig.DefaultPort)],
    Peers = [.. args.Skip(3).Select(Peer)],
});
while (await Console.In.ReadLineAsync() is not null)
    Console.Out.WriteLine((await speaker.PeersAsync()).Sum(peer => peer.Received));
return 0;

PeerConfig Peer(string text)
{
    var parts = text.Split('=');
    return new PeerConfig
    {
        Name = parts[0],
        Address = IpAddr.Parse(parts[0]),
        IsClient = reflects,
        ClusterId = reflects ? (uint)address.Value : null,
        Session = new SessionConfig
        {
            LocalAs = localAs,
            RemoteAs = uint.Parse(parts[1], CultureInfo.InvariantCulture),
            LocalId = address,
            Families = [new FamilyConfig(AddressFamily.V4Unicast)],
            Passive = true,
        },
        Export = reflects ? null : new Silence(),
    };
}
