using System.Net;
using System.Security.Cryptography.X509Certificates;
using Margay.Host.Hub;
using Margay.Store.Embedded;

namespace Margay.Tests.E2e.Hub;

/// <summary>What a hub keeps in its state directory, and what it does with what it finds there.</summary>
public sealed class HubStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("margay-hub-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Secrets_are_their_owners_alone()
    {
        await using var hub = await StartAsync();
        foreach (var file in (string[])[hub.Files.AdminToken, hub.Files.AgentToken, hub.Files.CaKey, hub.Files.ServerKey, hub.Files.AdminKubeconfig])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Authority_and_tokens_outlive_a_restart_and_the_certificate_follows_the_names()
    {
        string ca, token, server;
        await using (var first = await StartAsync())
        {
            (ca, token, server) = Read(first.Files);
        }

        await using (var same = await StartAsync())
        {
            Assert.Equal((ca, token, server), Read(same.Files));
        }

        await using var renamed = await StartAsync("hub.example.com", "192.0.2.7");
        var now = Read(renamed.Files);
        Assert.Equal((ca, token), (now.Ca, now.Token));
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(renamed.Files.ServerCertificate);
        Assert.True(certificate.MatchesHostname("hub.example.com"));
        Assert.True(certificate.MatchesHostname("192.0.2.7"));
        Assert.True(certificate.MatchesHostname("127.0.0.1"));
    }

    [Fact]
    public async Task A_second_hub_on_the_same_state_is_refused_and_the_first_goes_on()
    {
        await using var first = await StartAsync();
        var refusal = await Assert.ThrowsAsync<StoreOpenException>(() => StartAsync());
        Assert.Contains("most likely another hub", refusal.Message, StringComparison.Ordinal);
        using var api = ApiCaller.Admin(first);
        Assert.Equal(200, (await api.GetAsync("/api/v1/nodes")).Code);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_the_start_and_frees_the_store()
    {
        await using (var first = await StartAsync())
        {
            var options = new HubOptions(Path.Combine(_folder, "second"), [new ListenEndpoint(first.Endpoints[0])]);
            await Assert.ThrowsAsync<IOException>(() => HubServer.StartAsync(options, CancellationToken.None));
        }

        await using var second = await HubServer.StartAsync(
            new HubOptions(Path.Combine(_folder, "second"), [new ListenEndpoint(new IPEndPoint(IPAddress.Loopback, 0))]), CancellationToken.None);
        Assert.NotEqual(0, second.Endpoints[0].Port);
    }

    [Fact]
    public async Task A_descriptor_opened_elsewhere_is_listened_on()
    {
        // Any socket does: what a network namespace adds is only where it was opened.
        var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        var address = (IPEndPoint)socket.LocalEndPoint!;
        var options = new HubOptions(_folder, [new ListenEndpoint(address, "/proc/self/ns/net")])
        {
            OpenSocket = _ => (ulong)socket.Handle,
        };
        await using var hub = await HubServer.StartAsync(options, CancellationToken.None);
        using var api = ApiCaller.Admin(hub);
        Assert.Equal(address, hub.Endpoints[0]);
        Assert.Equal(200, (await api.GetAsync("/api/v1/nodes")).Code);
        GC.KeepAlive(socket);
    }

    private static (string Ca, string Token, string Server) Read(StateFiles files) =>
        (File.ReadAllText(files.CaCertificate), File.ReadAllText(files.AdminToken), File.ReadAllText(files.ServerCertificate));

    private Task<RunningHub> StartAsync(params string[] names) => HubServer.StartAsync(
        new HubOptions(_folder, [new ListenEndpoint(new IPEndPoint(IPAddress.Loopback, 0))]) { Names = names }, CancellationToken.None);
}
