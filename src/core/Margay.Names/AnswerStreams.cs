using System.Buffers.Binary;

namespace Margay.Names;

/// <summary>Sees one DNS message of a stream, and says with what change it may be received.</summary>
public delegate long MessageVisitor(ReadOnlySpan<byte> message);

/// <summary>
/// What DNS servers send over TCP (RFC 7766: messages, each after its length), put together again from packets. Not thread-safe.
/// </summary>
/// <remarks>
/// A message is seen with the packet that completes it, which is the one to hold back; so are all that follow it, and what is
/// sent again meanwhile. A packet that comes before one that it should follow must not pass, or its receiver would complete a
/// message that was never seen: its sender sends it again.
/// </remarks>
public sealed class AnswerStreams
{
    /// <summary>So many streams are followed at once; the one unheard of for longest makes room.</summary>
    public const int MaxStreams = 1024;

    private const int LengthBytes = 2;

    private readonly Dictionary<FlowKey, LinkedListNode<Stream>> _streams = [];
    private readonly LinkedList<Stream> _byUse = [];

    /// <summary>How many streams are followed.</summary>
    public int Count => _streams.Count;

    /// <summary>Takes a TCP packet in.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="visit">Sees each message that it completes.</param>
    /// <param name="awaited">The change with which it may pass.</param>
    /// <returns>Whether it may ever pass; else it must be dropped.</returns>
    public bool Take(in AnswerPacket packet, MessageVisitor visit, out long awaited)
    {
        awaited = 0;
        if (packet.IsSyn)
        {
            Begin(packet.Flow, packet.Sequence + 1);
            return true;
        }

        if (!_streams.TryGetValue(packet.Flow, out var node))
        {
            if (packet.Payload.IsEmpty) return true;
            // Of a stream whose beginning was not seen, a packet that is whole messages is where it can be followed from.
            if (!IsWhole(packet.Payload)) return false;
            node = Begin(packet.Flow, packet.Sequence);
        }

        _byUse.Remove(node);
        _byUse.AddLast(node);
        var passes = packet.Payload.IsEmpty || node.Value.Append(packet.Sequence, packet.Payload, visit);
        awaited = node.Value.Awaited;
        if (packet.IsEnd && passes) End(node);
        return passes;
    }

    private LinkedListNode<Stream> Begin(FlowKey flow, uint sequence)
    {
        if (_streams.TryGetValue(flow, out var old)) End(old);
        if (_streams.Count >= MaxStreams) End(_byUse.First!);
        return _streams[flow] = _byUse.AddLast(new Stream(flow, sequence));
    }

    private void End(LinkedListNode<Stream> node)
    {
        _streams.Remove(node.Value.Flow);
        _byUse.Remove(node);
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= LengthBytes)
        {
            var length = LengthBytes + BinaryPrimitives.ReadUInt16BigEndian(bytes);
            if (length > bytes.Length) return false;
            bytes = bytes[length..];
        }

        return bytes.IsEmpty;
    }

    /// <summary>One direction of one connection.</summary>
    private sealed class Stream(FlowKey flow, uint next)
    {
        private readonly List<byte> _pending = [];

        public FlowKey Flow => flow;

        /// <summary>The change with which all messages so far may be received.</summary>
        public long Awaited { get; private set; }

        public bool Append(uint sequence, ReadOnlySpan<byte> payload, MessageVisitor visit)
        {
            var ahead = (int)(sequence - next);
            if (ahead > 0) return false;
            if (-ahead >= payload.Length) return true; // seen before
            var fresh = payload[-ahead..];
            next += (uint)fresh.Length;
            _pending.AddRange(fresh);
            var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending);
            var used = 0;
            while (bytes.Length - used >= LengthBytes)
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[used..]);
                if (bytes.Length - used < LengthBytes + length) break;
                Awaited = Math.Max(Awaited, visit(bytes.Slice(used + LengthBytes, length)));
                used += LengthBytes + length;
            }

            _pending.RemoveRange(0, used);
            return true;
        }
    }
}
