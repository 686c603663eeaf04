using System.Net;
using Margay.Host.Hub;

namespace Margay.Tests.E2e.Hub;

/// <summary>A hub on a free port of the loopback, with a state directory of its own, for the tests of one class.</summary>
public sealed class HubFixture : IAsyncLifetime
{
    private RunningHub? _hub;

    public string Folder { get; } = Directory.CreateTempSubdirectory("margay-hub-").FullName;

    public RunningHub Hub => _hub ?? throw new InvalidOperationException("the hub has not started");

    /// <summary>kubectl as the administrator.</summary>
    public Kubectl Admin => new(Hub.Files.AdminKubeconfig, Folder);

    /// <summary>kubectl with an agent's rights.</summary>
    public Kubectl Agent => new(Hub.Files.AgentKubeconfig, Folder);

    public async ValueTask InitializeAsync() => _hub = await HubServer.StartAsync(
        new HubOptions(Path.Combine(Folder, "state"), [new ListenEndpoint(new IPEndPoint(IPAddress.Loopback, 0))]),
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null) await _hub.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
