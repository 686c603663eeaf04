using Margay.Bgp.Fsm;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp.Fuzz;

/// <summary>What a peer says over all its sessions, whole and bent, from a seeded source.</summary>
internal sealed class PeerStreams(Random random)
{
    private readonly RandomUpdates _updates = new(random);

    /// <summary>One to three sessions as a peer would speak them.</summary>
    public byte[] Sessions()
    {
        var writer = new BgpWriter();
        for (var i = random.Next(1, 4); i > 0; i--) Session(writer);
        return writer.Written.ToArray();
    }

    /// <summary>Bytes, runs of them and lengths are changed in a few places; now and then it ends early.</summary>
    public byte[] Bend(byte[] stream)
    {
        List<byte> bent = [.. stream];
        for (var i = random.Next(5); i > 0 && bent.Count > 0; i--)
        {
            var at = random.Next(bent.Count);
            var run = Math.Min(random.Next(1, 8), bent.Count - at);
            switch (random.Next(6))
            {
                case 0: bent[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bent.RemoveRange(at, run); break;
                case 2: bent.InsertRange(at, bent.GetRange(random.Next(bent.Count - run + 1), run)); break;
                case 3: bent[at] = (byte)(random.Next(2) * byte.MaxValue); break;
                default: bent[at] = (byte)random.Next(256); break;
            }
        }

        var bytes = bent.ToArray();
        if (random.Next(5) == 0) bytes = bytes[..random.Next(bytes.Length + 1)];
        if (random.Next(2) == 0) Frame(bytes);
        return bytes;
    }

    /// <summary>Gives every message that begins like one the length it has, so that what is within it is looked at.</summary>
    private static void Frame(Span<byte> stream)
    {
        ReadOnlySpan<byte> marker = [.. Enumerable.Repeat(byte.MaxValue, MessageFrame.HeaderLength - 3)];
        while (stream.Length >= MessageFrame.HeaderLength)
        {
            var next = stream[MessageFrame.HeaderLength..].IndexOf(marker);
            var length = next < 0 ? stream.Length : next + MessageFrame.HeaderLength;
            stream[marker.Length] = (byte)(length >> 8);
            stream[marker.Length + 1] = (byte)length;
            stream = stream[length..];
        }
    }

    private void Session(BgpWriter writer)
    {
        var open = Open();
        OpenCodec.Write(writer, open);
        MessageFrame.WriteKeepalive(writer);
        var format = new UpdateFormat
        {
            FourOctetAs = open.Find<Capability.FourOctetAs>() is not null,
            External = true,
            V4PathIds = open.Find<Capability.AddPath>() is not null,
        };
        for (var i = random.Next(6); i > 0; i--) Update(writer, format);
        if (random.Next(3) == 0) UpdateEncoder.EndOfRib(writer, Family());
        if (random.Next(5) == 0) RouteRefreshCodec.Write(writer, new RouteRefreshMessage(Family(), (RefreshKind)random.Next(4)));
        if (random.Next(5) == 0) NotificationCodec.Write(writer, Notification.Of((byte)random.Next(1, 8), (byte)random.Next(12)));
    }

    private OpenMessage Open()
    {
        var open = FuzzTrial.Theirs with
        {
            HoldTime = (ushort)random.Next(3, 300),
            RestartTime = random.Next(2) == 0 ? 120 : null,
            HasRestarted = random.Next(2) == 0,
            ExtendedNextHop = random.Next(2) == 0,
            Role = random.Next(4) == 0 ? (PeerRole)random.Next(5) : null,
            Families =
            [
                new FamilyConfig(AddressFamily.V4Unicast, random.Next(2) == 0 ? AddPathMode.Send : AddPathMode.None, LongLivedStaleTime: random.Next(2) * 600),
                .. random.Next(3) > 0 ? (FamilyConfig[])[new FamilyConfig(AddressFamily.V6Unicast)] : [],
            ],
        };
        var said = open.ToOpen();
        return random.Next(8) > 0 ? said : said with { Capabilities = [.. said.Capabilities.Where(one => one is not Capability.FourOctetAs)] };
    }

    private void Update(BgpWriter writer, UpdateFormat format)
    {
        var family = random.Next(2) == 0 ? IpFamily.V4 : IpFamily.V6;
        var routes = _updates.Routes(family, random.Next(1, 5), family == IpFamily.V4 && format.V4PathIds);
        if (random.Next(4) == 0) UpdateEncoder.Withdraw(writer, routes, format);
        else UpdateEncoder.Announce(writer, _updates.Attributes(family) with { LocalPref = null }, routes, format);
    }

    private AddressFamily Family() => random.Next(2) == 0 ? AddressFamily.V4Unicast : AddressFamily.V6Unicast;
}
