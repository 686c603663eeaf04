using Margay.Linux;
using Margay.Netlink;

namespace Margay.Tests.Kernel.Linux;

public sealed class NetlinkSocketTests
{
    private const ushort DelLink = 17;
    private const ushort GetLink = 18;
    private const int LinkGroup = 1;

    [Fact]
    public void A_failed_message_is_reported_with_the_kernels_own_words()
    {
        Machine.RequireRoot();
        using var netns = NetnsHandle.Create();
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
        var writer = new NetlinkWriter();
        var sequence = socket.NextSequence();
        Link(writer, DelLink, NetlinkFlags.Request, sequence, index: 4711);

        var error = Assert.Single(socket.Transact(writer.Written));

        Assert.Equal(sequence, error.Sequence);
        Assert.Equal(Errno.ENODEV, error.Errno);
    }

    [Fact]
    public void A_dump_yields_every_object_once()
    {
        Machine.RequireRoot();
        using var netns = NetnsHandle.Create();
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
        var writer = new NetlinkWriter();
        Link(writer, GetLink, NetlinkFlags.Request | NetlinkFlags.Dump, socket.NextSequence(), index: 0);

        var indexes = socket.Dump(writer.Written, static (in NetlinkHeader _, ReadOnlySpan<byte> payload, out int index) =>
        {
            index = BitConverter.ToInt32(payload[4..]);
            return true;
        });

        Assert.Contains(1, indexes);
        Assert.Equal(indexes.Distinct(), indexes);
    }

    [Fact]
    public void A_wait_for_events_ends_when_the_signal_is_set()
    {
        Machine.RequireRoot();
        using var netns = NetnsHandle.Create();
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
        using var stop = new WakeSignal();
        socket.Subscribe(LinkGroup);
        Assert.Equal(WaitOutcome.TimedOut, stop.Wait(socket.Descriptor, TimeSpan.Zero));

        stop.Set();

        Assert.Equal(WaitOutcome.Stopped, stop.Wait(socket.Descriptor, Timeout.InfiniteTimeSpan));
    }

    private static void Link(NetlinkWriter writer, ushort type, int flags, uint sequence, int index)
    {
        writer.Begin(type, (ushort)flags, sequence);
        BitConverter.TryWriteBytes(writer.Reserve(16)[4..], index);
        writer.End();
    }
}
