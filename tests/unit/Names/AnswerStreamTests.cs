using System.Buffers.Binary;
using Margay.Names;

namespace Margay.Tests.Unit.Names;

/// <summary>DNS over TCP, put together from packets.</summary>
public sealed class AnswerStreamTests
{
    private readonly AnswerStreams _streams = new();
    private readonly List<int> _lengths = [];

    [Fact]
    public void A_message_is_seen_with_the_packet_that_completes_it()
    {
        var bytes = new byte[] { 0, 3, 1, 2, 3, 0, 1, 9 };
        Assert.Equal((true, 0), Take(99, [], syn: true));
        Assert.Equal((true, 0), Take(100, bytes[..4]));
        Assert.Empty(_lengths);
        Assert.Equal((true, 3), Take(104, bytes[4..6]));
        Assert.Equal([3], _lengths);
        Assert.Equal((true, 3), Take(106, bytes[6..]));
        Assert.Equal([3, 1], _lengths);
    }

    [Fact]
    public void What_is_sent_again_waits_for_what_was_seen_before()
    {
        Take(99, [], syn: true);
        Assert.Equal((true, 2), Take(100, [0, 2, 7, 7]));
        Assert.Equal((true, 2), Take(100, [0, 2, 7, 7]));
        Assert.Equal([2], _lengths);
        Assert.Equal((true, 2), Take(102, [7, 7, 0, 1]));
        Assert.Equal((true, 2), Take(106, [5]));
        Assert.Equal([2, 1], _lengths);
    }

    [Fact]
    public void A_packet_before_its_turn_is_dropped()
    {
        Take(99, [], syn: true);
        Assert.Equal((false, 0), Take(102, [7, 7]));
        Assert.Equal((true, 2), Take(100, [0, 2, 7, 7]));
    }

    [Fact]
    public void Numbers_go_round()
    {
        Take(uint.MaxValue - 1, [], syn: true);
        Assert.Equal((true, 0), Take(uint.MaxValue, [0, 2, 7]));
        Assert.Equal((true, 2), Take(2, [7]));
    }

    [Fact]
    public void A_stream_whose_beginning_was_missed_is_followed_from_whole_messages()
    {
        Assert.Equal((false, 0), Take(500, [0, 9, 1]));
        Assert.Equal((true, 1), Take(600, [0, 1, 1]));
        Assert.Equal((true, 0), Take(603, [], flow: 2));
    }

    [Fact]
    public void The_stream_unheard_of_for_longest_makes_room()
    {
        for (ushort port = 0; port <= AnswerStreams.MaxStreams; port++) Take(99, [], syn: true, flow: port);
        Assert.Equal(AnswerStreams.MaxStreams, _streams.Count);
        Assert.False(Take(100, [0, 3, 1], flow: 0).Passes);
        Assert.True(Take(100, [0, 3, 1], flow: 1).Passes);
    }

    [Fact]
    public void A_stream_ends_with_its_connection()
    {
        Take(99, [], syn: true);
        Take(100, [0, 1, 1], end: true);
        Assert.Equal(0, _streams.Count);
    }

    private (bool Passes, long Awaited) Take(uint sequence, byte[] payload, bool syn = false, bool end = false, ushort flow = 1)
    {
        var packet = Packet(sequence, payload, (byte)((syn ? 2 : 0) | (end ? 1 : 0) | 0x10), flow);
        Assert.True(AnswerPacket.TryRead(packet, out var read));
        var passes = _streams.Take(read, message =>
        {
            _lengths.Add(message.Length);
            return message.Length;
        }, out var awaited);
        return (passes, awaited);
    }

    private static byte[] Packet(uint sequence, byte[] payload, byte flags, ushort port)
    {
        var packet = new byte[40 + payload.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[9] = 6;
        new byte[] { 10, 0, 0, 53, 10, 0, 0, 1 }.CopyTo(packet, 12);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20), 53);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), port);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(24), sequence);
        (packet[32], packet[33]) = (0x50, flags);
        payload.CopyTo(packet, 40);
        return packet;
    }
}
