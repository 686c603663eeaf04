using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Host.Agent;

/// <summary>
/// Keeps this node's object in the API: creates it when nobody else did, and again when somebody deletes it, and writes the
/// node's addresses, also those that it gets later, its interfaces, and whether its agent is ready (<see cref="AgentCondition"/>).
/// </summary>
internal sealed class NodeRegistration(
    ApiClient api, string name, AgentCondition condition, NodeAddresses addresses, Func<IReadOnlyList<HostInterface>> interfaces, TimeProvider clock, ILogger log) : IDisposable
{
    private const string Loopback = "lo";

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _due = new(1, 1);
    private volatile bool _isGone;
    private string? _written;

    /// <summary>Hears what the API tells; may be called from any thread.</summary>
    public void Hear(Change change)
    {
        var isGone = change switch
        {
            Change<Node>.Remove gone => gone.Item.Metadata.Name == name,
            Change<Node>.Replaced all => all.Items.All(node => node.Metadata.Name != name),
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
            var isMoved = await addresses.LookAsync(stop);
            if (!_isGone && !isMoved && _written is { } written && written == InterfacesNow() && condition.IsTold) continue;
            _isGone = false;
            while (!await TryWriteAsync(stop)) await Task.Delay(Retry, clock, stop);
        }
    }

    public void Dispose() => _due.Dispose();

    /// <summary>Waits until something may have changed, or it is time to look for addresses.</summary>
    private async Task WaitAsync(CancellationToken stop)
    {
        await using var timer = clock.CreateTimer(_ => Renew(), null, addresses.Interval, Timeout.InfiniteTimeSpan);
        await _due.WaitAsync(stop);
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
            AgentLog.NodeNotWritten(log, name, failure.Message);
            return false;
        }
    }

    private async Task WriteAsync(CancellationToken stop)
    {
        var node = await api.GetAsync(Kinds.Node, null, name, stop) ?? await CreateAsync(stop);
        var now = InterfacesNow();
        if (node.Metadata.Annotations?.GetValueOrDefault(NodeInterfaces.Annotation) != now)
        {
            var annotation = new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [NodeInterfaces.Annotation] = now } },
            };
            await api.PatchAsync(
                Kinds.Node, null, name, PatchType.Merge, System.Text.Encoding.UTF8.GetBytes(annotation.ToJsonString()), null, stop);
        }

        await condition.TellAsync(node, stop);
        _written = now;
        if (Addresses(node) is not { } changed) return;
        var patch = new JsonObject { ["status"] = new JsonObject { ["addresses"] = changed } };
        var body = System.Text.Encoding.UTF8.GetBytes(patch.ToJsonString());
        await api.PatchAsync(Kinds.Node, null, name, PatchType.Merge, body, "status", stop);
    }

    private async Task<Node> CreateAsync(CancellationToken stop)
    {
        var labels = new Dictionary<string, string>
        {
            ["kubernetes.io/hostname"] = name,
            ["kubernetes.io/os"] = "linux",
        };
        var node = new Node { Metadata = new ObjectMeta { Name = name, Labels = labels } };
        try
        {
            return await api.CreateAsync(Kinds.Node, node, stop);
        }
        catch (ApiException raced) when (raced.IsAlreadyExists)
        {
            return await api.GetAsync(Kinds.Node, null, name, stop) ?? node;
        }
    }

    /// <summary>The addresses to write, other types kept; null when the object already says so.</summary>
    private JsonArray? Addresses(Node node)
    {
        var known = node.Status?.Addresses ?? [];
        var wanted = known.Where(address => address.Type is not ("InternalIP" or "Hostname"))
            .Concat(addresses.Now.Select(address => Address("InternalIP", address.ToString())))
            .Append(Address("Hostname", name))
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
