using Margay.CniSpec;
using Margay.Linux;

namespace Margay.Cni;

/// <summary>The plugin's side of <see cref="AgentProtocol"/>.</summary>
internal static class AgentClient
{
    // Runtimes give a plugin two minutes or more; an answer that says why is better than being killed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Sends one call and waits for the answer.</summary>
    /// <exception cref="LinuxException">The agent cannot be reached, or did not answer in time (EAGAIN).</exception>
    internal static CniResponse Ask(string socketPath, byte[] call, NetnsHandle? netns)
    {
        using var socket = UnixSocket.Connect(socketPath);
        socket.SetTimeout(Patience);
        socket.Send(call, netns);
        var prefix = new byte[AgentProtocol.PrefixLength];
        Fill(socket, prefix);
        if (!AgentProtocol.TryReadPrefix(prefix, out var length))
            throw new LinuxException($"read {socketPath}", Errno.EMSGSIZE, "the answer's length makes no sense");
        var json = new byte[length];
        Fill(socket, json);
        return AgentProtocol.DecodeAnswer(json);
    }

    private static void Fill(UnixSocket socket, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var length = socket.Receive(buffer, out var unexpected);
            unexpected?.Dispose();
            if (length == 0)
                throw new LinuxException("read the agent's answer", Errno.ECONNRESET, "it hung up, it may be restarting");
            buffer = buffer[length..];
        }
    }
}
