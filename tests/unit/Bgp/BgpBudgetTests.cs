using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>What a full table may allocate: reading it, keeping it, and taking it again after it was lost.</summary>
public sealed class BgpBudgetTests
{
    private const int PrefixesPerMessage = 8;
    private const int Messages = 8192;
    private const int Prefixes = Messages * PrefixesPerMessage;

    private static readonly SessionConfig Ours = new()
    {
        LocalAs = 64512,
        RemoteAs = 64513,
        LocalId = IpAddr.Parse("10.0.0.1"),
        Families = [new FamilyConfig(AddressFamily.V4Unicast)],
    };

    private readonly RibTables _tables = new(_ => 0);

    [Fact]
    public void A_message_costs_its_attributes_and_its_prefixes()
    {
        var body = Body(0);
        for (var i = 0; i < 100; i++) Read(body);
        var bytes = Allocated(() =>
        {
            for (var i = 0; i < Messages; i++) Read(body);
        });
        Assert.InRange(bytes / Messages, 1, 620);
    }

    [Fact]
    public void A_prefix_costs_its_place_and_one_that_comes_back_nothing_more()
    {
        var peer = Peer(1);
        var updates = Updates();
        Assert.InRange(Allocated(() => Take(peer, updates)) / Prefixes, 64, 110);

        _tables.Lose(peer, keepsRoutes: false);
        _tables.WorkOff(static _ => { });
        Establish(peer);
        Take(peer, updates);
        Assert.InRange(Allocated(() => Take(peer, updates)) / Prefixes, 0, 20);
    }

    [Fact]
    public void A_path_beside_others_costs_a_reference()
    {
        var peers = Enumerable.Range(1, 10).Select(Peer).ToList();
        var updates = peers.ConvertAll(_ => Updates());
        Take(peers[0], updates[0]);
        var bytes = Allocated(() =>
        {
            for (var i = 1; i < peers.Count; i++) Take(peers[i], updates[i]);
        });
        Assert.InRange(bytes / (Prefixes * (peers.Count - 1)), 8, 60);
        Assert.Equal(new RibCounts(Prefixes, Prefixes * peers.Count, Prefixes * peers.Count), _tables.CountsOf(IpFamily.V4));
    }

    private void Take(RibPeer peer, List<UpdateMessage> updates)
    {
        foreach (var update in updates) Assert.True(_tables.Receive(peer, update));
        _tables.WorkOff(static _ => { });
    }

    private RibPeer Peer(int number)
    {
        var peer = _tables.Add(IpAddr.V4(0x0A000100u + (uint)number));
        Establish(peer);
        return peer;
    }

    private void Establish(RibPeer peer)
    {
        var theirs = Ours with { LocalAs = Ours.RemoteAs, LocalId = peer.Address };
        Assert.True(NegotiatedSession.TryNegotiate(Ours, theirs.ToOpen(), out var session, out _));
        _tables.Establish(
            peer,
            new ImportConfig { LocalAs = Ours.LocalAs, RemoteAs = Ours.RemoteAs, LocalId = Ours.LocalId },
            new ExportConfig { LocalAs = Ours.LocalAs, IsExternal = true, LocalId = Ours.LocalId, Format = session.Outgoing, Policy = new Silence() },
            session);
    }

    private static List<UpdateMessage> Updates() =>
        [.. Enumerable.Range(0, Messages).Select(number => Read(Body(number)))];

    private static byte[] Body(int number)
    {
        var writer = new BgpWriter();
        var attributes = new PathAttributes
        {
            AsPath = AsPath.Of(Ours.RemoteAs, 3356, 1299, 100_000u + (uint)number),
            NextHop = IpAddr.Parse("10.0.0.2"),
            Communities = [65000u << 16, (uint)number],
        };
        var routes = Enumerable.Range(number * PrefixesPerMessage, PrefixesPerMessage)
            .Select(index => new Nlri(Cidr.Create(IpAddr.V4(0x14000000u + ((uint)index << 8)), 24)));
        Assert.True(UpdateEncoder.Announce(writer, attributes, [.. routes], new UpdateFormat { FourOctetAs = true, External = true }));
        return writer.Written[MessageFrame.HeaderLength..].ToArray();
    }

    private static UpdateMessage Read(byte[] body)
    {
        Assert.True(UpdateCodec.TryDecode(body, new UpdateFormat { FourOctetAs = true, External = true }, out var update, out var fault));
        Assert.True(fault.Action == ErrorAction.None);
        return update;
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed record Silence : IRoutePolicy
    {
        public PolicyVerdict Judge(Cidr prefix, PathAttributes attributes, PathSource source) => default;
    }
}
