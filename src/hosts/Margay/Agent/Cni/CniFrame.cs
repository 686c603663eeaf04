using Margay.CniSpec;
using Margay.Linux;

namespace Margay.Host.Agent.Cni;

/// <summary>A call as it was received: its JSON and the namespace that came along.</summary>
internal sealed class CniFrame : IDisposable
{
    private CniFrame(byte[] json, NetnsHandle? netns) => (Json, Netns) = (json, netns);

    public byte[] Json { get; }

    public NetnsHandle? Netns { get; }

    /// <summary>Receives one frame.</summary>
    /// <exception cref="LinuxException">The peer hung up, was too slow, or sent something else.</exception>
    public static CniFrame Receive(UnixSocket connection)
    {
        FileDescriptor? received = null;
        try
        {
            var prefix = new byte[AgentProtocol.PrefixLength];
            Fill(connection, prefix, ref received);
            if (!AgentProtocol.TryReadPrefix(prefix, out var length))
                throw new LinuxException("read a CNI call", Errno.EMSGSIZE, "its length makes no sense");
            var json = new byte[length];
            Fill(connection, json, ref received);
            var descriptor = received;
            received = null;
            return new CniFrame(json, descriptor is null ? null : NetnsHandle.Adopt(descriptor));
        }
        finally
        {
            received?.Dispose();
        }
    }

    public void Dispose() => Netns?.Dispose();

    private static void Fill(UnixSocket connection, Span<byte> buffer, ref FileDescriptor? received)
    {
        while (!buffer.IsEmpty)
        {
            var length = connection.Receive(buffer, out var descriptor);
            if (descriptor is not null)
            {
                received?.Dispose();
                received = descriptor;
            }

            if (length == 0) throw new LinuxException("read a CNI call", Errno.ECONNRESET, "the plugin hung up");
            buffer = buffer[length..];
        }
    }
}
