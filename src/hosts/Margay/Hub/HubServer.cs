using System.Net;
using Margay.Api.Metrics;
using Margay.Host.Hub.Asks;
using Margay.Host.Hub.HostEndpoints;
using Margay.Host.Hub.Realized;
using Margay.Host.Hub.Unconfirmed;
using Margay.Store;
using Margay.Store.Embedded;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Margay.Host.Hub;

/// <summary>The hub: a Kubernetes-shaped API over HTTPS, kept in an embedded store.</summary>
public static class HubServer
{
    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "::1", "margay-hub"];

    /// <summary>Opens the store, makes what is missing in the state directory, and serves until told to stop.</summary>
    /// <param name="options">How.</param>
    /// <param name="stop">Stops the hub, also after it has started.</param>
    /// <returns>The hub, once it answers.</returns>
    /// <exception cref="StoreOpenException">The store's file cannot be used.</exception>
    /// <exception cref="IOException">An address is taken, or the state directory cannot be written.</exception>
    public static async Task<RunningHub> StartAsync(HubOptions options, CancellationToken stop)
    {
        var files = new StateFiles(options.StateDirectory);
        var registry = new MetricRegistry();
        var store = EmbeddedStore.Open(
            new EmbeddedStoreOptions(files.Store) { History = options.WatchHistory }, new StoreMetrics(registry));
        registry.Observed("margay_store_bytes", "Size of the store's file.", () => new FileInfo(files.Store).Length);
        try
        {
            return await ServeAsync(options, files, store, registry, stop);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private static async Task<RunningHub> ServeAsync(
        HubOptions options, StateFiles files, EmbeddedStore store, MetricRegistry registry, CancellationToken stop)
    {
        var tokens = BearerTokens.LoadOrCreate(files);
        var certificates = HubCertificates.LoadOrCreate(files, NamesOf(options), options.Clock.GetUtcNow());
        var application = Build(options, certificates);
        var logger = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Margay.Hub");
        var telemetry = new HubTelemetry(new HubMetrics(registry), logger);
        var writes = new ResourceWrites(store, options.Clock);
        var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watches = new WatchStream(store, options.Clock, options.BookmarkInterval);
        var answers = new PolicyAnswers(store);
        application.Lifetime.ApplicationStopped.Register(answers.Dispose);
        var realized = new RealizedPolicies(options.Clock, telemetry.Metrics.RealizedSeconds);
        var asks = new NodeAsks(options.Clock);
        var router = new RequestRouter(
            tokens,
            new ServerDocuments(registry, () => telemetry.StoreTakesWrites),
            [answers, new RealizedAnswers(realized, store, options.Clock), new ConnectionAnswers(asks, store), new BgpAnswers(asks, store)],
            new ResourceReads(store),
            writes,
            new ReplyWriter(options.Clock, watches, telemetry.Metrics, stopping.Token),
            telemetry);
        application.Run(router.HandleAsync);

        await FirstObjects.EnsureAsync(writes, stop);
        var namespaces = new NamespaceController(store, writes, options.Clock, logger);
        await namespaces.ReconcileAsync(stop);
        await application.StartAsync(stop);
        var endpoints = BoundEndpoints(application, options.Listen);
        WriteKubeconfigs(options, files, tokens, certificates, endpoints);
        foreach (var endpoint in endpoints) HubLog.Listening(logger, endpoint, options.StateDirectory);
        var hosts = new HostEndpointController(store, writes, options.Clock, logger);
        var realization = new RealizedController(realized, store, writes, options.Clock, logger);
        var unconfirmed = new UnconfirmedController(store, writes, options.Clock, logger);
        var events = new EventExpiry(store, writes, options.Clock, logger);
        return new RunningHub(
            application, store, writes, [namespaces.RunAsync, hosts.RunAsync, realization.RunAsync, unconfirmed.RunAsync, events.RunAsync], stopping)
        {
            Endpoints = endpoints,
            Files = files,
        };
    }

    private static WebApplication Build(HubOptions options, HubCertificates certificates)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // Whoever starts the hub is told why it does not start.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        options.ConfigureLogging?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
            // A watch may be silent for as long as nothing changes.
            kestrel.Limits.MinResponseDataRate = null;
            foreach (var endpoint in options.Listen) Listen(kestrel, endpoint, options, certificates);
        });
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        return builder.Build();
    }

    private static void Listen(
        KestrelServerOptions kestrel, ListenEndpoint endpoint, HubOptions options, HubCertificates certificates)
    {
        void Secure(ListenOptions listen) => listen.UseHttps(certificates.Server);
        if (endpoint.NetnsPath is null) kestrel.Listen(endpoint.Address, Secure);
        else if (options.OpenSocket is { } open) kestrel.ListenHandle(open(endpoint), Secure);
        else throw new ArgumentException($"{endpoint} is in a network namespace, but nothing was given to open sockets there");
    }

    private static List<string> NamesOf(HubOptions options) =>
    [
        .. OwnNames
            .Concat(options.Listen.Select(endpoint => endpoint.Address.Address)
                .Where(address => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
                .Select(address => address.ToString()))
            .Concat(options.Names)
            .Distinct(),
    ];

    /// <remarks>Kestrel names the endpoints it bound itself in the order given; one from a descriptor is as it was asked for.</remarks>
    private static List<IPEndPoint> BoundEndpoints(WebApplication application, IReadOnlyList<ListenEndpoint> asked)
    {
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        var bound = new Queue<IPEndPoint>(addresses.Addresses
            .Select(address => BindingAddress.Parse(address))
            .Where(address => IPAddress.TryParse(address.Host, out _))
            .Select(address => new IPEndPoint(IPAddress.Parse(address.Host), address.Port)));
        return [.. asked.Select(endpoint => endpoint.NetnsPath is null ? bound.Dequeue() : endpoint.Address)];
    }

    private static void WriteKubeconfigs(
        HubOptions options, StateFiles files, BearerTokens tokens, HubCertificates certificates, List<IPEndPoint> endpoints)
    {
        var forUsers = endpoints[Math.Max(0, options.Listen.ToList().FindIndex(endpoint => endpoint.NetnsPath is null))];
        var forAgents = options.AgentServer ?? Reachable(endpoints[^1]);
        Kubeconfig.Write(files.AdminKubeconfig, Reachable(forUsers), certificates.CaPem, "margay-admin", tokens.Admin);
        Kubeconfig.Write(files.AgentKubeconfig, forAgents, certificates.CaPem, "margay-agent", tokens.Agent);
    }

    /// <summary>The endpoint as a client on this machine can use it.</summary>
    private static string Reachable(IPEndPoint endpoint) =>
        (endpoint.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, endpoint.Port)
        : endpoint.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, endpoint.Port)
        : endpoint).ToString();
}
