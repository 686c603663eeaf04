using System.Net.Sockets;

namespace Margay.Bgp.Speaker.Bfd;

/// <summary>Ends a wait in poll(2): a datagram from the process to itself.</summary>
internal sealed class BfdWakeup : IDisposable
{
    private static readonly byte[] Ring = [1];

    private readonly Socket _bell = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly Socket _ear = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly byte[] _heard = new byte[1];

    public BfdWakeup()
    {
        // An abstract name (unix(7)): nothing is left in a file system.
        var name = new UnixDomainSocketEndPoint($"\0margay-bfd-{Guid.NewGuid():N}");
        _ear.Bind(name);
        _bell.Connect(name);
    }

    public Socket Socket => _ear;

    /// <summary>May be called from any thread. If the bell cannot ring, it has rung often enough.</summary>
    public void Call()
    {
        try
        {
            _bell.Send(Ring);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
        {
        }
    }

    public void Clear()
    {
        while (_ear.Poll(0, SelectMode.SelectRead)) _ear.Receive(_heard);
    }

    public void Dispose()
    {
        _bell.Dispose();
        _ear.Dispose();
    }
}
