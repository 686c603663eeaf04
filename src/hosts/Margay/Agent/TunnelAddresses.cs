using System.Text;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Client.Ipam;
using Margay.Ipam;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Routing;

namespace Margay.Host.Agent;

/// <summary>
/// Gets this node an address for its end of each tunnel that a pool or a setting asks for, and says so in its Node object; gives it
/// back when nothing does any more.
/// </summary>
internal sealed class TunnelAddresses(ApiClient api, string node, AddressAssigner addresses, TimeProvider clock, ILogger log) : IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PoolFacts> _pools = [];
    private readonly Dictionary<string, FelixConfiguration> _felix = [];
    private TunnelSettings? _settings;
    private Node? _self;

    /// <summary>Hears what the API tells; may be called from any thread.</summary>
    public void Hear(Change change)
    {
        lock (_gate)
        {
            switch (change)
            {
                case Change<IpPool>.Replaced all:
                    _pools.Clear();
                    foreach (var pool in all.Items) Put(pool);
                    break;
                case Change<IpPool>.Upsert changed: Put(changed.Item); break;
                case Change<IpPool>.Remove gone: _pools.Remove(gone.Item.Metadata.Name); break;
                case Change<FelixConfiguration>.Replaced all:
                    _felix.Clear();
                    foreach (var felix in all.Items) _felix[felix.Metadata.Name] = felix;
                    ReadSettings();
                    break;
                case Change<FelixConfiguration>.Upsert changed:
                    _felix[changed.Item.Metadata.Name] = changed.Item;
                    ReadSettings();
                    break;
                case Change<FelixConfiguration>.Remove gone:
                    _felix.Remove(gone.Item.Metadata.Name);
                    ReadSettings();
                    break;
                case Change<Node>.Replaced all: _self = all.Items.FirstOrDefault(one => one.Metadata.Name == node); break;
                case Change<Node>.Upsert changed when changed.Item.Metadata.Name == node: _self = changed.Item; break;
                default: return;
            }

            if (_self is null || _settings is null || !TunnelEndKind.All.Any(kind => IsWanted(kind) != kind.IsSaid(_self))) return;
        }

        if (_due.CurrentCount == 0) _due.Release();
    }

    /// <summary>Runs until it is stopped; a failure is logged and tried again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await _due.WaitAsync(stop);
            while (!await TryWriteAsync(stop)) await Task.Delay(Retry, clock, stop);
        }
    }

    public void Dispose() => _due.Dispose();

    private void Put(IpPool pool)
    {
        if (PoolFacts.Of(pool) is { } facts && pool.Spec!.Disabled != true) _pools[pool.Metadata.Name] = facts;
        else _pools.Remove(pool.Metadata.Name);
    }

    private void ReadSettings() => _settings = FelixSettings.Of(_felix.GetValueOrDefault("default"), _felix.GetValueOrDefault($"node.{node}")).Tunnels;

    private bool IsWanted(TunnelEndKind kind) => PoolsFor(kind).Any();

    /// <summary>The pools out of which the end gets its address; none if there is to be no such tunnel. One that no pool asks for may be of any.</summary>
    private IEnumerable<PoolFacts> PoolsFor(TunnelEndKind kind)
    {
        var order = TunnelFacts.IsOrdered(_settings!, kind.Tunnel, kind.Family);
        if (order == false) return [];
        var users = _pools.Values.Where(pool => pool.Uses(kind.Tunnel, kind.Family)).ToList();
        return users.Count > 0 || order is null ? users : _pools.Values.Where(pool => pool.Cidr.Family == kind.Family);
    }

    private async Task<bool> TryWriteAsync(CancellationToken stop)
    {
        try
        {
            foreach (var kind in TunnelEndKind.All) await WriteAsync(kind, stop);
            return true;
        }
        catch (ApiException failure)
        {
            AgentLog.NoTunnelAddress(log, failure.Message);
            return false;
        }
    }

    private async Task WriteAsync(TunnelEndKind kind, CancellationToken stop)
    {
        string[] pools;
        bool isSaid;
        lock (_gate)
        {
            pools = [.. PoolsFor(kind).Select(pool => pool.Cidr.ToString())];
            isSaid = _self is not null && kind.IsSaid(_self);
        }

        if (pools.Length > 0 == isSaid) return;
        var handle = new HandleId($"{kind.HandlePrefix}{node}");
        string? address = null;
        if (pools.Length > 0)
        {
            var assigned = await addresses.AssignAsync(
                new AssignRequest
                {
                    Node = node,
                    Handle = handle,
                    Families = [kind.Family],
                    Pools = pools,
                    Attributes = new Dictionary<string, string> { ["type"] = kind.Attribute },
                },
                stop);
            if (assigned.Refusal is { } refusal)
            {
                AgentLog.NoTunnelAddress(log, refusal.ToString());
                return;
            }

            address = assigned.Addresses[0].Address.ToString();
        }
        else await addresses.ReleaseAsync(handle, node, stop);

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [kind.Annotation] = address } },
        };
        await api.PatchAsync(Kinds.Node, null, node, PatchType.Merge, Encoding.UTF8.GetBytes(patch.ToJsonString()), null, stop);
    }
}
