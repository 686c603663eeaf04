using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>
/// One TCP connection. It reads and takes messages apart by itself; everything else belongs to the speaker's loop.
/// </summary>
internal sealed class PeerConnection
{
    // What is written and not sent beyond this waits in the tables, where what is overtaken is never sent at all.
    private const int EnoughUnsent = 64 * 1024;

    // What one read takes; a message is no longer than 65535 octets (RFC 8654), and mostly 4096.
    private const int ReadLength = 64 * 1024;

    // So many messages go to the loop at once: what is handed over costs the same for one and for all of them.
    private const int MaxBatch = 16;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly ChannelWriter<SpeakerInput> _inputs;
    private BgpWriter _filling = new();
    private BgpWriter _sending = new();
    private volatile StrongBox<UpdateFormat>? _format;
    private int _unhandled;
    private bool _isSending;
    private bool _isClosing;

    public PeerConnection(int number, PeerSession peer, Socket socket, ChannelWriter<SpeakerInput> inputs)
    {
        Number = number;
        Peer = peer;
        _socket = socket;
        _inputs = inputs;
        socket.NoDelay = true;
        IpAddr.TryFromBytes(((IPEndPoint)socket.LocalEndPoint!).Address.GetAddressBytes(), out var local);
        Local = local;
    }

    public int Number { get; }

    public PeerSession Peer { get; }

    /// <summary>This side's address.</summary>
    public IpAddr Local { get; }

    /// <summary>Where messages for the peer go; <see cref="Flush"/> sends them.</summary>
    public BgpWriter Writer => _filling;

    /// <summary>Whether there is room for more routes.</summary>
    public bool TakesRoutes => !_isClosing && _filling.Length < EnoughUnsent;

    /// <summary>Whether messages came that the loop has not handled yet: then the peer is alive, whatever a timer says.</summary>
    public bool HasUnhandled => Volatile.Read(ref _unhandled) > 0;

    /// <summary>From now on the peer may send UPDATEs, in this format.</summary>
    public void Understand(UpdateFormat format) => _format = new StrongBox<UpdateFormat>(format);

    public void Handled() => Interlocked.Decrement(ref _unhandled);

    public void StartReading() => _ = ReadAllAsync();

    /// <summary>Sends what was written, unless something is being sent: then it goes with the next.</summary>
    public void Flush()
    {
        if (_isSending || _filling.Length == 0) return;
        (_filling, _sending) = (_sending, _filling);
        _filling.Clear();
        Peer.Sends(_sending.Written);
        _isSending = true;
        _ = SendAsync(_sending);
    }

    /// <summary>What <see cref="Flush"/> sent is out.</summary>
    public void HasSent()
    {
        _isSending = false;
        Flush();
        if (_isClosing && !_isSending) Finish();
    }

    /// <summary>Closes once everything written is out; nothing that comes is taken any more.</summary>
    public void Close()
    {
        _isClosing = true;
        Flush();

        if (!_isSending) Finish();
        _ = AbandonAsync();
    }

    /// <summary>Closes at once.</summary>
    public void Abort()
    {
        _isClosing = true;
        _socket.Dispose();
    }

    /// <summary>A peer that takes nothing, or never ends its half, is not waited for.</summary>
    private async Task AbandonAsync()
    {
        await Task.Delay(Farewell).ConfigureAwait(false);
        _socket.Dispose();
    }

    /// <summary>Ends this side's half. The reader goes on until the peer's half ends too, so that no reset overtakes the last message.</summary>
    private void Finish()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    private async Task SendAsync(BgpWriter writer)
    {
        try
        {
            for (var sent = 0; sent < writer.Length;)
                sent += await _socket.SendAsync(writer.Memory[sent..], SocketFlags.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The reader finds out as well, and says so.
        }

        await TryPostAsync(new SpeakerInput.Sent(this)).ConfigureAwait(false);
    }

    /// <remarks>A connection on which nothing comes has no buffer: of a thousand peers few speak at a time.</remarks>
    private async Task ReadAllAsync()
    {
        var rest = Array.Empty<byte>();
        try
        {
            while (true)
            {
                await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);
                var buffer = ArrayPool<byte>.Shared.Rent(ReadLength);
                try
                {
                    rest.CopyTo(buffer, 0);
                    var count = await _socket.ReceiveAsync(buffer.AsMemory(rest.Length), SocketFlags.None).ConfigureAwait(false);
                    if (count == 0) break;
                    rest = await TakeAsync(buffer, rest.Length + count).ConfigureAwait(false);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // However it ended, it ended.
        }

        await PostAsync([new SpeakerInput.Closed(this)]).ConfigureAwait(false);
        _socket.Dispose();
    }

    /// <summary>Posts all whole messages, and gives what is left.</summary>
    private async ValueTask<byte[]> TakeAsync(byte[] buffer, int length)
    {
        for (var start = 0; !_isClosing;)
        {
            var messages = ReadBatch(buffer.AsSpan(start, length - start), out var read);
            if (messages.Count == 0) return buffer[start..length];
            await PostAsync(messages).ConfigureAwait(false);
            start += read;
        }

        return [];
    }

    /// <summary>Reads the first messages; what is no BGP is a message that ends the session, and everything after it.</summary>
    private List<SpeakerInput.Received> ReadBatch(ReadOnlySpan<byte> stream, out int read)
    {
        var messages = new List<SpeakerInput.Received>();
        for (read = 0; messages.Count < MaxBatch;)
        {
            if (MessageFrame.TryRead(stream[read..], out var type, out var size, out var fault))
            {
                messages.Add(Read(type, stream[(read + MessageFrame.HeaderLength)..(read + size)]));
                read += size;
                continue;
            }

            if (fault is not { } found) break;
            messages.Add(new SpeakerInput.Faulty(this, found));
            read = stream.Length;
        }

        return messages;
    }

    private SpeakerInput.Received Read(MessageType type, ReadOnlySpan<byte> body)
    {
        BgpFault fault;
        switch (type)
        {
            case MessageType.Open:
                return OpenCodec.TryDecode(body, out var open, out fault) ? new SpeakerInput.Open(this, open) : new SpeakerInput.Faulty(this, fault);
            case MessageType.Keepalive:
                return new SpeakerInput.Keepalive(this);
            case MessageType.Notification:
                return new SpeakerInput.Notified(this, NotificationCodec.Decode(body));
            case MessageType.RouteRefresh:
                return RouteRefreshCodec.TryDecode(body, out var refresh, out fault) ? new SpeakerInput.Refresh(this, refresh) : new SpeakerInput.Faulty(this, fault);
            default:
                if (_format is not { } format) return new SpeakerInput.Update(this, null, IsMalformed: false);
                return UpdateCodec.TryDecode(body, format.Value, out var update, out fault)
                    ? new SpeakerInput.Update(this, update, fault.Action != ErrorAction.None)
                    : new SpeakerInput.Faulty(this, fault);
        }
    }

    private Task PostAsync(IReadOnlyList<SpeakerInput.Received> messages)
    {
        Interlocked.Increment(ref _unhandled);
        return TryPostAsync(new SpeakerInput.Batch(this, messages));
    }

    /// <summary>A speaker that has stopped takes nothing more.</summary>
    private async Task TryPostAsync(SpeakerInput input)
    {
        while (await _inputs.WaitToWriteAsync().ConfigureAwait(false))
        {
            if (_inputs.TryWrite(input)) return;
        }
    }
}
