using Margay.CniSpec;
using Margay.Host.Agent.Cni;
using Margay.Linux;
using Margay.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace Margay.Tests.Unit.Cni;

public sealed class CniServerTests : IDisposable
{
    private static readonly byte[] Config = """{"cniVersion":"1.0.0","name":"k8s","type":"margay"}"""u8.ToArray();

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"margay-{Guid.NewGuid():N}", "cni.sock");

    public CniServerTests() => Assert.SkipUnless(Linux.Host.IsRoot, "needs root: the server listens to nobody else");

    [Fact]
    public async Task A_call_reaches_the_handler_with_its_namespace_and_is_answered()
    {
        NetnsHandle? seen = null;
        var result = new CniResult { Ips = [new CniIp(AddressWithLength.OfHost(IpAddr.Parse("10.65.1.2")))] };
        await using var server = Serve((call, _) =>
        {
            seen = call.Netns;
            Assert.Equal("web-0", call.Request.Args.PodName);
            Assert.False(seen!.IsClosed);
            return Task.FromResult<CniResponse>(new CniResponse.Success(result));
        });
        using var netns = NetnsHandle.Current();

        var answer = Ask(Call("ADD"), netns);

        Assert.Equal("10.65.1.2/32", Assert.IsType<CniResponse.Success>(answer).Result!.Ips[0].Address.ToString());
        Assert.True(SpinWait.SpinUntil(() => seen!.IsClosed, TimeSpan.FromSeconds(5)), "the server closes the namespace");
    }

    [Fact]
    public async Task An_addition_without_a_namespace_is_refused_and_a_deletion_is_not()
    {
        await using var server = Serve((call, _) => Task.FromResult<CniResponse>(
            call.Netns is null ? new CniResponse.Success(null) : throw new InvalidOperationException("unexpected namespace")));

        Assert.Equal(CniErrorCode.InvalidEnvironment, Failure(Ask(Call("ADD"), null)).Code);
        Assert.IsType<CniResponse.Success>(Ask(Call("DEL"), null));
    }

    [Fact]
    public async Task A_descriptor_that_is_no_namespace_drops_the_connection_only()
    {
        await using var server = Serve((_, _) => Task.FromResult<CniResponse>(new CniResponse.Success(null)));
        using var eventFile = new FileDescriptor(DuplicateOfNothing());

        Assert.Equal(Errno.ECONNRESET, Assert.Throws<LinuxException>(() => Ask(Call("DEL"), eventFile)).Errno);
        Assert.IsType<CniResponse.Success>(Ask(Call("DEL"), null));
    }

    [Fact]
    public async Task A_handler_that_throws_fails_its_own_call_only()
    {
        var calls = 0;
        await using var server = Serve((_, _) => ++calls == 1
            ? throw new InvalidOperationException("boom")
            : Task.FromResult<CniResponse>(new CniResponse.Success(null)));

        var error = Failure(Ask(Call("DEL"), null));
        Assert.Equal((CniErrorCode.Internal, "boom"), (error.Code, error.Message));
        Assert.IsType<CniResponse.Success>(Ask(Call("DEL"), null));
    }

    [Fact]
    public async Task Slow_calls_do_not_hold_up_others_and_end_with_the_server()
    {
        var server = Serve(async (call, stop) =>
        {
            if (call.Request.Command == CniCommand.Add) await Task.Delay(Timeout.Infinite, stop);
            return new CniResponse.Success(null);
        });
        using var netns = NetnsHandle.Current();
        var slow = Task.Run(() => Ask(Call("ADD"), netns), TestContext.Current.CancellationToken);

        Assert.IsType<CniResponse.Success>(Ask(Call("DEL"), null));
        Assert.False(slow.IsCompleted);
        await server.DisposeAsync();
        var answer = await Record.ExceptionAsync(() => slow);
        // Stopped while it waited, or before it was even accepted.
        if (answer is null) Assert.Equal(CniErrorCode.TryAgainLater, Failure(await slow).Code);
        else Assert.IsType<LinuxException>(answer);
    }

    [Fact]
    public async Task Nonsense_is_answered_with_an_error()
    {
        await using var server = Serve((_, _) => throw new InvalidOperationException("not to be called"));
        Assert.Equal(CniErrorCode.Decoding, Failure(Ask([2, 0, 0, 0, .. "{}"u8], null)).Code);
    }

    public void Dispose()
    {
        if (Path.GetDirectoryName(_path) is { } directory && Directory.Exists(directory)) Directory.Delete(directory, true);
    }

    private CniServer Serve(CniHandler handler) => new(_path, handler, NullLogger.Instance);

    private static byte[] Call(string command) => AgentProtocol.EncodeCall(
        new CniEnvironment(command, "abc", "/run/netns/x", "eth0", "K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web-0"), Config);

    private static CniError Failure(CniResponse response) => Assert.IsType<CniResponse.Failure>(response).Error;

    private static int DuplicateOfNothing()
    {
        var handle = File.OpenHandle("/dev/null");
        var number = (int)handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return number;
    }

    private CniResponse Ask(byte[] frame, FileDescriptor? descriptor)
    {
        using var socket = UnixSocket.Connect(_path);
        socket.SetTimeout(TimeSpan.FromSeconds(10));
        socket.Send(frame, descriptor);
        return AgentProtocol.DecodeAnswer(Read(socket, BitConverter.ToInt32(Read(socket, AgentProtocol.PrefixLength))));
    }

    private static byte[] Read(UnixSocket socket, int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            var read = socket.Receive(bytes.AsSpan(at), out _);
            at += read > 0 ? read : throw new LinuxException("read", Errno.ECONNRESET);
        }

        return bytes;
    }
}
