using System.Net.Sockets;
using System.Text;

namespace Margay.Bench.Bgp;

/// <summary>A daemon's command line behind a unix socket, without the program that usually asks: starting that takes longer than the answer.</summary>
/// <param name="path">The socket.</param>
/// <param name="end">With what every answer ends.</param>
internal sealed class ControlSocket(string path, string end) : IDisposable
{
    private readonly byte[] _buffer = new byte[1 << 20];
    private Socket? _socket;

    /// <summary>What it answers; null while nobody is there.</summary>
    public string? Ask(string question)
    {
        try
        {
            if (_socket is null)
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Connect(new UnixDomainSocketEndPoint(path));
                _socket = socket;
            }

            _socket.Send(Encoding.ASCII.GetBytes(question));
            for (var length = 0; ;)
            {
                var count = _socket.Receive(_buffer.AsSpan(length));
                if (count == 0) throw new BenchException($"the daemon at {path} has ended");
                length += count;
                var answer = _buffer.AsSpan(0, length);
                if (answer.EndsWith(Encoding.ASCII.GetBytes(end))) return Encoding.ASCII.GetString(answer);
            }
        }
        catch (SocketException) when (_socket is null)
        {
            return null;
        }
    }

    public void Dispose() => _socket?.Dispose();
}
