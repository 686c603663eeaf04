using System.Runtime.InteropServices;
using Margay.Netlink;

namespace Margay.Linux;

/// <summary>Sees one answer of the kernel that is neither an error nor the end.</summary>
public delegate void ReplyVisitor(in NetlinkHeader header, ReadOnlySpan<byte> payload);

/// <summary>Decodes one object of a dump; false leaves it out.</summary>
public delegate bool ReplyDecoder<T>(in NetlinkHeader header, ReadOnlySpan<byte> payload, out T value);

/// <summary>A netlink(7) socket. It keeps the network namespace it was opened in, whatever thread uses it.</summary>
/// <remarks>
/// <para><see cref="Transact"/>, <see cref="Execute"/> and the dumps may be called from any thread: they take
/// turns. <see cref="Send"/> and the receives are for one thread at a time and for sockets that do not use
/// those.</para>
/// <para>The kernel works a request off inside send(2), so when send returns every answer is queued; that is why
/// reading until nothing is left is a complete answer.</para>
/// </remarks>
public sealed class NetlinkSocket : IDisposable
{
    private const int BufferLength = 1 << 16;
    private const int MaxDumpAttempts = 10;

    private readonly FileDescriptor _socket;
    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly Lock _turn = new();     // guards _buffer and the order of request and answer
    private uint _sequence;
    private bool _answerPending;             // an exchange ended early: what is queued belongs to nobody

    private NetlinkSocket(FileDescriptor socket, uint portId) => (_socket, PortId) = (socket, portId);

    /// <summary>
    /// The address the kernel gave this socket; changes made through it are announced with this number.
    /// </summary>
    public uint PortId { get; }

    /// <summary>The descriptor, to wait on it with <see cref="WakeSignal.Wait"/>.</summary>
    public FileDescriptor Descriptor => _socket;

    /// <summary>Opens a socket in the namespace <paramref name="inside"/>, or in the caller's own when null.</summary>
    /// <exception cref="LinuxException">The kernel refuses it.</exception>
    public static NetlinkSocket Open(NetlinkProtocol protocol, NetnsHandle? inside = null) =>
        inside is null ? OpenHere(protocol) : Netns.Run(inside, () => OpenHere(protocol));

    /// <summary>A sequence number for the next message. Any thread.</summary>
    public uint NextSequence() => Interlocked.Increment(ref _sequence);

    /// <summary>Joins a multicast group (NETLINK_ADD_MEMBERSHIP), as in RTNLGRP_LINK = 1.</summary>
    /// <exception cref="LinuxException">The group does not exist or may not be joined.</exception>
    public void Subscribe(int group)
    {
        if (!SocketCalls.TrySetOption(_socket, SocketCalls.LevelNetlink, NetlinkOption.AddMembership, group))
            throw LinuxException.Last($"setsockopt NETLINK_ADD_MEMBERSHIP {group}");
    }

    /// <summary>Sends one datagram: one or more messages.</summary>
    /// <exception cref="LinuxException">
    /// EMSGSIZE when it is larger than the send buffer; ENOBUFS when memory is short.
    /// </exception>
    public void Send(ReadOnlySpan<byte> datagram)
    {
        nint sent;
        do sent = SocketCalls.Send(_socket, in MemoryMarshal.GetReference(datagram), datagram.Length, 0);
        while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        if (sent != datagram.Length) throw LinuxException.Last($"send netlink {datagram.Length} bytes");
    }

    /// <summary>Blocks for one datagram and returns its length.</summary>
    /// <exception cref="LinuxException">
    /// ENOBUFS: datagrams were lost; EMSGSIZE: the buffer is too small for this one.
    /// </exception>
    public int Receive(Span<byte> buffer) => ReceiveInto(buffer, 0);

    /// <summary>Takes one datagram if one is queued.</summary>
    /// <exception cref="LinuxException">As <see cref="Receive"/>.</exception>
    public bool TryReceive(Span<byte> buffer, out int length)
    {
        length = ReceiveInto(buffer, SocketCalls.DontWait);
        return length > 0;
    }

    /// <summary>Sends a batch of messages and collects what failed, in order; empty means that all succeeded.</summary>
    /// <param name="batch">Complete messages. They need no Ack flag: a failure is answered with or without.</param>
    /// <param name="onReply">Sees every other answer (a link asked for by name, an echoed rule).</param>
    /// <remarks>rtnetlink goes on after a failed message; an nftables batch is one transaction.</remarks>
    /// <exception cref="LinuxException">The batch could not be sent, or answers were lost (ENOBUFS).</exception>
    public IReadOnlyList<NetlinkError> Transact(ReadOnlySpan<byte> batch, ReplyVisitor? onReply = null)
    {
        lock (_turn)
        {
            BeginExchange(batch);
            List<NetlinkError>? errors = null;
            while (TryReceive(_buffer, out var length))
            {
                var messages = new MessageReader(_buffer.AsSpan(0, length));
                while (messages.TryReadNext(out var header, out var payload))
                {
                    if (!NetlinkError.TryDecode(header, payload, out var error)) onReply?.Invoke(header, payload);
                    else if (!error.IsAcknowledgement) (errors ??= []).Add(error);
                }
            }

            _answerPending = false;
            return errors ?? (IReadOnlyList<NetlinkError>)[];
        }
    }

    /// <summary>As <see cref="Transact"/>, and throws the first failure.</summary>
    /// <param name="batch">Complete messages.</param>
    /// <param name="what">What is being done, for the message of the exception.</param>
    /// <exception cref="LinuxException">A message failed.</exception>
    public void Execute(ReadOnlySpan<byte> batch, string what)
    {
        var errors = Transact(batch);
        if (errors.Count > 0) throw new LinuxException(what, errors[0].Errno, errors[0].Text);
    }

    /// <summary>
    /// Sends a dump request and decodes every object; asks again while the table changes under the dump.
    /// </summary>
    /// <exception cref="LinuxException">The kernel refuses, or the table never stood still (EBUSY).</exception>
    public List<T> Dump<T>(ReadOnlySpan<byte> request, ReplyDecoder<T> decode)
    {
        var objects = new List<T>();
        for (var attempt = 0; attempt < MaxDumpAttempts; attempt++)
        {
            objects.Clear();
            var consistent = TryDump(request, (in header, payload) =>
            {
                if (decode(header, payload, out var value)) objects.Add(value);
            });
            if (consistent) return objects;
        }

        throw new LinuxException("netlink dump", Errno.EBUSY, "the table changed during every attempt");
    }

    /// <summary>
    /// Sends a dump request and shows every object; false when the table changed under the dump, so that what was shown
    /// may be of no one moment.
    /// </summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public bool TryDump(ReadOnlySpan<byte> request, ReplyVisitor onObject)
    {
        lock (_turn)
        {
            BeginExchange(request);
            var consistent = ReadDump(onObject);
            _answerPending = false;
            return consistent;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private bool ReadDump(ReplyVisitor onObject)
    {
        var consistent = true;
        while (true)
        {
            var messages = new MessageReader(_buffer.AsSpan(0, Receive(_buffer)));
            while (messages.TryReadNext(out var header, out var payload))
            {
                consistent &= (header.Flags & NetlinkFlags.DumpInterrupted) == 0;
                if (NetlinkError.TryDecode(header, payload, out var error) && !error.IsAcknowledgement)
                {
                    _answerPending = header.Type != NetlinkMessageType.Done;
                    throw new LinuxException("netlink dump", error.Errno, error.Text);
                }

                if (header.Type == NetlinkMessageType.Done) return consistent;
                if (header.Type > NetlinkMessageType.Overrun) onObject(header, payload);
            }
        }
    }

    private void BeginExchange(ReadOnlySpan<byte> request)
    {
        while (_answerPending) _answerPending = TryReceive(_buffer, out _);
        Send(request);
        _answerPending = true;
    }

    private int ReceiveInto(Span<byte> buffer, int flags)
    {
        while (true)
        {
            // MSG_TRUNC makes the kernel return the datagram's own length, so a buffer that is too small is noticed.
            var length = SocketCalls.Receive(
                _socket, ref MemoryMarshal.GetReference(buffer), buffer.Length, flags | SocketCalls.Truncated);
            if (length > buffer.Length)
                throw new LinuxException($"recv netlink {length} bytes", Errno.EMSGSIZE, "the buffer is too small");
            if (length >= 0) return (int)length;
            switch (Marshal.GetLastPInvokeError())
            {
                case Errno.EINTR: continue;
                case Errno.EAGAIN when flags != 0: return 0;
                default: throw LinuxException.Last("recv netlink");
            }
        }
    }

    private static NetlinkSocket OpenHere(NetlinkProtocol protocol)
    {
        var fd = SocketCalls.Socket(
            SocketCalls.FamilyNetlink, SocketCalls.TypeRaw | SocketCalls.CloseOnExec, (int)protocol);
        if (fd < 0) throw LinuxException.Last($"socket AF_NETLINK {protocol}");
        var socket = new FileDescriptor(fd);
        try
        {
            return new NetlinkSocket(socket, NetlinkOption.Prepare(socket, protocol));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
