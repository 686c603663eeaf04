using Margay.Linux;

namespace Margay.Tests.Kernel.Linux;

public sealed class NetnsTests
{
    [Fact]
    public void Work_inside_a_namespace_leaves_the_caller_where_it_was()
    {
        Machine.RequireRoot();
        using var netns = NetnsHandle.Create();
        var before = ThreadNamespace();

        var inside = Netns.Run(netns, ThreadNamespace);

        Assert.NotEqual(before, inside);
        Assert.Equal(before, ThreadNamespace());
    }

    [Fact]
    public void An_exception_inside_comes_out_as_itself()
    {
        Machine.RequireRoot();
        using var netns = NetnsHandle.Create();
        var thrown = Assert.Throws<LinuxException>(() => Netns.Run(netns, () => Sysctl.Write("net/no/such", "1")));
        Assert.Equal(Errno.ENOENT, thrown.Errno);
        Assert.Contains("ENOENT", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_namespace_outlives_its_handle_until_it_is_deleted()
    {
        Machine.RequireRoot();
        var path = Path.Combine(Path.GetTempPath(), $"margay-{Guid.NewGuid():N}", "a");
        try
        {
            NetnsHandle.CreateNamed(path).Dispose();
            using (var opened = NetnsHandle.Open(path))
                Netns.Run(opened, () => Sysctl.Write("net/ipv4/ip_forward", "1"));
            using (var again = NetnsHandle.Open(path))
                Assert.Equal("1", Netns.Run(again, () => Sysctl.Read("net/ipv4/ip_forward")));
            Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => NetnsHandle.CreateNamed(path)).Errno);
        }
        finally
        {
            Assert.True(NetnsHandle.Delete(path));
            Directory.Delete(Path.GetDirectoryName(path)!);
        }

        Assert.False(NetnsHandle.Delete(path));
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => NetnsHandle.Open(path)).Errno);
    }

    [Fact]
    public void A_file_that_is_no_namespace_is_refused()
    {
        var thrown = Assert.Throws<LinuxException>(() => NetnsHandle.Open("/proc/self/status"));
        Assert.Equal(Errno.EINVAL, thrown.Errno);
    }

    [Fact]
    public void A_namespace_travels_over_a_unix_socket()
    {
        Machine.RequireRoot();
        var path = Path.Combine(Path.GetTempPath(), $"margay-{Guid.NewGuid():N}.sock");
        using var listener = UnixSocket.Listen(path);
        try
        {
            using var netns = NetnsHandle.Create();
            using var client = UnixSocket.Connect(path);
            using var server = listener.Accept();
            client.Send("hello"u8, netns);

            var buffer = new byte[16];
            var length = server.Receive(buffer, out var received);
            using var adopted = NetnsHandle.Adopt(Assert.IsType<FileDescriptor>(received));

            Assert.Equal("hello"u8, buffer.AsSpan(0, length));
            Assert.Equal(Netns.Run(netns, ThreadNamespace), Netns.Run(adopted, ThreadNamespace));
            Assert.Equal(Environment.ProcessId, server.Peer.Pid);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_socket_that_somebody_listens_at_is_not_taken_over()
    {
        var path = Path.Combine(Path.GetTempPath(), $"margay-{Guid.NewGuid():N}.sock");
        try
        {
            using (UnixSocket.Listen(path))
                Assert.Equal(Errno.EADDRINUSE, Assert.Throws<LinuxException>(() => UnixSocket.Listen(path)).Errno);
            UnixSocket.Listen(path).Dispose();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string ThreadNamespace() => new FileInfo("/proc/thread-self/ns/net").LinkTarget!;
}
