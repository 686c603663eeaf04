using System.Globalization;
using System.Net;
using Margay.Bench.Speaker;
using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;
using Margay.Bgp.Wire;
using Margay.Primitives;

// Margay's speaker as it ships, compiled ahead of time; it takes
// everything, tells nobody, and answers each line of its input with the number of its paths, until the input ends.
if (args.Length < 3)
{
    await Console.Error.WriteLineAsync("usage: margay-bench-speaker ADDRESS AS PEER_ADDRESS=AS...");
    return 2;
}

var (address, localAs) = (IpAddr.Parse(args[0]), uint.Parse(args[1], CultureInfo.InvariantCulture));
await using var speaker = new BgpSpeaker(new Nobody());
await speaker.ConfigureAsync(new SpeakerConfig
{
    Listen = [new IPEndPoint(IPAddress.Any, PeerConfig.DefaultPort)],
    Peers = [.. args.Skip(2).Select(Peer)],
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
        Session = new SessionConfig
        {
            LocalAs = localAs,
            RemoteAs = uint.Parse(parts[1], CultureInfo.InvariantCulture),
            LocalId = address,
            Families = [new FamilyConfig(AddressFamily.V4Unicast)],
            Passive = true,
        },
        Export = new Silence(),
    };
}
