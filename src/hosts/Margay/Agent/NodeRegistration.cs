using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Host.Cli;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Host.Agent;

/// <summary>
/// Keeps this node's object in the API: creates it when nobody else did, and again when somebody deletes it, and writes the
/// node's addresses, also those that it gets later, its interfaces, and whether its agent is ready (<see cref="AgentCondition"/>).
/// </summary>
internal sealed class NodeRegistration(
    ApiClient api, AgentOptions options, AgentHealth health, IReadOnlyList<IpAddr> addresses, NodeAddressDetector detector,
    Func<IReadOnlyList<HostInterface>> interfaces, TimeProvider clock, ILogger log) : IDisposable
{
    private const string Loopback = "lo";

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _due = new(1, 1);
    private volatile bool _isGone;
    private IReadOnlyList<IpAddr> _addresses = addresses;
    private long _looked = clock.GetTimestamp();
    private string? _written;
    private AgentFault? _told;

    /// <summary>Hears what the API tells; may be called from any thread.</summary>
    public void Hear(Change change)
    {
        var isGone = change switch
        {
            Change<Node>.Remove gone => gone.Item.Metadata.Name == options.NodeName,
            Change<Node>.Replaced all => all.Items.All(node => node.Metadata.Name != options.NodeName),
            _ => false,
        };
        if (!isGone) return;
        _isGone = true;
        Renew();
    }

    /// <summary>Hears that the node's interfaces may have changed; may be called from any thread, and often.</summary>
    public void InterfacesMayHaveChanged() => Renew();

    /// <summary>Hears that the agent is ready, or not ready for another reason; may be called from any thread.</summary>
    public void HealthMayHaveChanged() => Renew();

    private bool LooksForAddresses => options.NodeAddresses.Count == 0 && options.AutodetectionInterval > TimeSpan.Zero;

    private void Renew()
    {
        try
        {
            _due.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is due already.
        }
    }

    private string InterfacesNow() => NodeInterfaces.Write(
        interfaces().Where(found => found.Name != Loopback).Select(found => (found.Name, (IEnumerable<IpAddr>)found.Addresses)));

    /// <summary>Runs until it is stopped; a failure is logged and tried again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await WaitAsync(stop);
            var isMoved = await FindAddressesAsync(stop);
            if (!_isGone && !isMoved && _written is { } written && written == InterfacesNow() && _told == health.Fault) continue;
            _isGone = false;
            while (!await TryWriteAsync(stop)) await Task.Delay(Retry, clock, stop);
        }
    }

    public void Dispose() => _due.Dispose();

    /// <summary>Waits until something may have changed, or it is time to look for addresses.</summary>
    private async Task WaitAsync(CancellationToken stop)
    {
        var wait = LooksForAddresses ? options.AutodetectionInterval : Timeout.InfiniteTimeSpan;
        await using var timer = clock.CreateTimer(_ => Renew(), null, wait, Timeout.InfiniteTimeSpan);
        await _due.WaitAsync(stop);
    }

    /// <summary>Looks for the node's addresses again; whether they are others. A family that has none for the moment keeps what it had.</summary>
    private async Task<bool> FindAddressesAsync(CancellationToken stop)
    {
        if (!LooksForAddresses || clock.GetElapsedTime(_looked) < options.AutodetectionInterval) return false;
        _looked = clock.GetTimestamp();
        try
        {
            var found = await detector.DetectAsync(stop);
            IReadOnlyList<IpAddr> now = [.. found.Concat(_addresses.Where(known => found.All(one => one.Family != known.Family))).Order()];
            if (now.Order().SequenceEqual(_addresses.Order())) return false;
            AgentLog.NodeMoved(log, string.Join(", ", _addresses), string.Join(", ", now));
            _addresses = now;
            return true;
        }
        catch (Exception failure) when (failure is CliException or ApiException or LinuxException)
        {
            // What cannot be found now is as it was.
            return false;
        }
    }

    private async Task<bool> TryWriteAsync(CancellationToken stop)
    {
        try
        {
            await WriteAsync(stop);
            return true;
        }
        catch (ApiException failure)
        {
            AgentLog.NodeNotWritten(log, options.NodeName, failure.Message);
            return false;
        }
    }

    private async Task WriteAsync(CancellationToken stop)
    {
        var node = await api.GetAsync(Kinds.Node, null, options.NodeName, stop) ?? await CreateAsync(stop);
        var now = InterfacesNow();
        if (node.Metadata.Annotations?.GetValueOrDefault(NodeInterfaces.Annotation) != now)
        {
            var annotation = new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [NodeInterfaces.Annotation] = now } },
            };
            await api.PatchAsync(
                Kinds.Node, null, options.NodeName, PatchType.Merge, System.Text.Encoding.UTF8.GetBytes(annotation.ToJsonString()), null, stop);
        }

        await TellAsync(node, stop);
        _written = now;
        var addresses = Addresses(node);
        if (addresses is null) return;
        var patch = new JsonObject { ["status"] = new JsonObject { ["addresses"] = addresses } };
        var body = System.Text.Encoding.UTF8.GetBytes(patch.ToJsonString());
        await api.PatchAsync(Kinds.Node, null, options.NodeName, PatchType.Merge, body, "status", stop);
    }

    private async Task TellAsync(Node node, CancellationToken stop)
    {
        var fault = health.Fault;
        var condition = AgentCondition.Of(health, clock.GetUtcNow());
        var known = node.Status?.Conditions?.FirstOrDefault(one => one.Type == AgentCondition.Type);
        if (known?.Status != (string?)condition["status"] || known?.Message != (string?)condition["message"])
        {
            var patch = new JsonObject { ["status"] = new JsonObject { ["conditions"] = new JsonArray(condition) } };
            var body = System.Text.Encoding.UTF8.GetBytes(patch.ToJsonString());
            await api.PatchAsync(Kinds.Node, null, options.NodeName, PatchType.Strategic, body, "status", stop);
        }

        _told = fault;
    }

    private async Task<Node> CreateAsync(CancellationToken stop)
    {
        var labels = new Dictionary<string, string>
        {
            ["kubernetes.io/hostname"] = options.NodeName,
            ["kubernetes.io/os"] = "linux",
        };
        var node = new Node { Metadata = new ObjectMeta { Name = options.NodeName, Labels = labels } };
        try
        {
            return await api.CreateAsync(Kinds.Node, node, stop);
        }
        catch (ApiException raced) when (raced.IsAlreadyExists)
        {
            return await api.GetAsync(Kinds.Node, null, options.NodeName, stop) ?? node;
        }
    }

    /// <summary>The addresses to write, other types kept; null when the object already says so.</summary>
    private JsonArray? Addresses(Node node)
    {
        var known = node.Status?.Addresses ?? [];
        var wanted = known.Where(address => address.Type is not ("InternalIP" or "Hostname"))
            .Concat(_addresses.Select(address => Address("InternalIP", address.ToString())))
            .Append(Address("Hostname", options.NodeName))
            .ToList();
        if (wanted.ToHashSet().SetEquals(known)) return null;
        return new JsonArray([.. wanted.Select(address => (JsonNode)new JsonObject
        {
            ["type"] = address.Type,
            ["address"] = address.Address,
        })]);
    }

    private static NodeAddress Address(string type, string address) => new() { Type = type, Address = address };
}
