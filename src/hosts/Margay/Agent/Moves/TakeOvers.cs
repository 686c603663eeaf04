using System.Threading.Channels;
using Margay.Client;
using Margay.Client.Ipam;
using Margay.Ipam;
using Margay.Routing;

namespace Margay.Host.Agent.Moves;

/// <summary>Writes, beside the agent's loop, that virtual machines' addresses are used by the pods to which they have moved.</summary>
internal sealed class TakeOvers(AddressAssigner addresses, EndpointRegistry registry, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Channel<EndpointRecord> _due = Channel.CreateUnbounded<EndpointRecord>();

    /// <summary>A pod's virtual machine has come. Any thread.</summary>
    public void Add(EndpointRecord record) => _due.Writer.TryWrite(record);

    /// <summary>Runs until it is stopped; a failure is logged and tried again, as long as the pod is there.</summary>
    /// <remarks>The pod's record says only after that that it awaits nothing any more: an agent that ends in between hears it from the blocks.</remarks>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var record in _due.Reader.ReadAllAsync(stop))
        {
            while (registry.Find(record.HostInterface)?.ContainerId == record.ContainerId && !await TryAsync(record, stop))
                await Task.Delay(Retry, clock, stop);
        }
    }

    private async Task<bool> TryAsync(EndpointRecord record, CancellationToken stop)
    {
        try
        {
            await addresses.TakeOverAsync(new HandleId(record.Handle), new PodRef(record.Namespace, record.Pod), stop);
            if (registry.Find(record.HostInterface) is { Presence: Presence.Awaited } kept && kept.ContainerId == record.ContainerId)
                registry.Put(kept with { Presence = Presence.Here });
            return true;
        }
        catch (ApiException failure)
        {
            AgentLog.NotTakenOver(log, $"{record.Namespace}/{record.Pod}", failure.Message);
            return false;
        }
    }
}
