using CsCheck;
using Margay.Dataplane.Tables;
using Margay.Netlink;
using Margay.Netlink.Conntrack;
using Margay.Netlink.Nftables;
using Margay.Primitives;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Property.Tables;

public sealed class HostileBytesTests
{
    private static readonly NftSet[] Sets =
    [
        new("a", SetKey.Of(NftDataType.Ipv4Address)),
        new("n", SetKey.Of(NftDataType.Ipv6Address), IsInterval: true),
        new("p", SetKey.Of(NftDataType.Port), IsInterval: true),
        new("s", SetKey.Of(NftDataType.Ipv4Address, NftDataType.Protocol, NftDataType.Port)),
        new("m", SetKey.Of(NftDataType.InterfaceName), IsVerdictMap: true),
        new("i", SetKey.Of(NftDataType.InterfaceName, NftDataType.Ipv6Address)),
        new("?", default),
        new("?", default, IsInterval: true),
    ];

    [Fact]
    public void No_bytes_make_a_decoder_throw() => Gen.Byte.Array[0, 200].Sample(DecodeEverything);

    [Fact]
    public void No_change_of_a_true_message_makes_a_decoder_throw() =>
        Gen.Select(Gen.Int[0, 50], Gen.Int[0, 4000], Gen.Byte).Array[1, 20].Select(Gen.Int[0, int.MaxValue]).Sample((edits, seed) =>
        {
            var policy = new PolicyTable(new TableOptions());
            var history = new RandomIntents(seed);
            for (var step = 0; step < 4; step++) policy.Update(history.Next());
            var writer = new NetlinkWriter();
            _ = new TableEncoder(writer, "t", TablePlanner.Compare(policy.Table, null), 1);
            var bytes = writer.Written.ToArray();
            foreach (var (skip, at, value) in edits) bytes[((skip * 4000) + at) % bytes.Length] = value;
            var messages = new MessageReader(bytes);
            while (messages.TryReadNext(out _, out var payload)) DecodeEverything(payload.ToArray());
        });

    [Fact]
    public void No_change_of_a_connection_makes_its_decoder_throw() =>
        Gen.Select(Gen.Int[0, 400], Gen.Byte).Array[0, 12].Sample(edits =>
        {
            var writer = new NetlinkWriter();
            writer.Begin(0x100, 0, 1);
            default(NfHeader).Write(writer);
            foreach (var (direction, isV4) in new (ushort, bool)[] { (1, true), (2, false) })
            {
                var tuple = writer.BeginNest(direction);
                var addresses = writer.BeginNest(1);
                writer.PutAddress(isV4 ? (ushort)1 : (ushort)3, IpAddr.Parse(isV4 ? "10.0.0.1" : "fd00::1"));
                writer.PutAddress(isV4 ? (ushort)2 : (ushort)4, IpAddr.Parse(isV4 ? "10.0.0.2" : "fd00::2"));
                writer.EndNest(addresses);
                var transport = writer.BeginNest(2);
                writer.PutU8(1, 6);
                writer.PutU16Be(2, 4000);
                writer.PutU16Be(3, 80);
                writer.EndNest(transport);
                writer.EndNest(tuple);
            }

            writer.PutU32Be(8, 7);
            writer.End();
            var bytes = writer.Written.ToArray();
            foreach (var (at, value) in edits) bytes[at % bytes.Length] = value;
            var messages = new MessageReader(bytes);
            while (messages.TryReadNext(out _, out var payload))
            {
                var isRead = ConntrackCodec.TryRead(payload, out var entry, out _);
                if (edits.Length == 0)
                    Assert.True(isRead && entry is { Mark: 7, Original.SourcePort: 4000, Reply.DestinationPort: 80, Zone: 0 });
            }
        });

    private static void DecodeEverything(byte[] payload)
    {
        _ = TableObject.TryDecode(payload, out _);
        _ = ChainObject.TryDecode(payload, out _);
        _ = RuleObject.TryDecode(payload, out _);
        _ = SetObject.TryDecode(payload, out _);
        _ = ConntrackCodec.TryRead(payload, out _, out _);
        _ = NftExpressionCodec.Read(payload);
        _ = TableEvent.Decode(NftMessageType.NewGeneration, payload);
        _ = TableEvent.Decode(NftMessageType.NewRule, payload);
        foreach (var set in Sets)
        {
            var elements = new ElementCollector(set);
            elements.Add(payload);
            _ = elements.Finish();
        }
    }
}
