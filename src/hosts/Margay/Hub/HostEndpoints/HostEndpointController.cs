using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Host.Hub.HostEndpoints;

/// <summary>Keeps the host endpoints that KubeControllersConfiguration <c>default</c> asks for; off unless it says so.</summary>
/// <remarks>Works from what is there, not from events, so that a restart in the middle loses nothing.</remarks>
internal sealed class HostEndpointController(IResourceStore store, ResourceWrites writes, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private static readonly ResourceKey Configuration = new(Kinds.KubeControllersConfiguration, "", "default");

    private static readonly WriteOptions Writing = new(DryRun: false, FieldValidation.Strict);

    private static readonly DeleteOptions Unconditionally = new(DryRun: false, Uid: null, Revision: null);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var revision = store.Revision;
            ResourceKind[] followed = [Kinds.KubeControllersConfiguration, Kinds.Node, Kinds.HostEndpoint];
            var watches = followed.Select(kind => store.Watch(kind, revision)).ToList();
            var settled = await TryReconcileAsync(stop);
            Task growth = Task.WhenAny(watches.Select(watch => watch.WaitAsync(turn.Token).AsTask()));
            var patience = settled ? Timeout.InfiniteTimeSpan : RetryAfter;
            await growth.WaitAsync(patience, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await turn.CancelAsync();
        }
    }

    /// <summary>Brings the host endpoints in order; false if a step was refused and is to be tried again.</summary>
    public async Task<bool> ReconcileAsync(CancellationToken stop)
    {
        var config = store.Get(Configuration) is { } stored
            ? ResourceReader.Read(Kinds.KubeControllersConfiguration, stored.ToJsonObject()).Spec?.Controllers?.Node?.HostEndpoint
            : null;
        var wanted = AutoHostEndpoints.Of(config, config is null ? [] : List(Kinds.Node));
        var done = true;
        foreach (var step in HostEndpointStep.Plan(wanted, List(Kinds.HostEndpoint)))
        {
            if (await TakeAsync(step, stop) is not Reply.Refused refused) continue;
            HubLog.HostEndpointRefused(logger, Words(step), refused.Fault.Message);
            done = false;
        }

        return done;
    }

    private async Task<bool> TryReconcileAsync(CancellationToken stop)
    {
        try
        {
            return await ReconcileAsync(stop);
        }
        catch (StoreUnavailableException reason)
        {
            HubLog.HostEndpointsFailed(logger, reason);
            return false;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private List<T> List<T>(ResourceKind<T> kind)
        where T : Resource =>
        [.. store.List(kind, null).Items.Select(item => ResourceReader.Read(kind, item.ToJsonObject()))];

    private Task<Reply> TakeAsync(HostEndpointStep step, CancellationToken stop) => step switch
    {
        HostEndpointStep.Create(var wanted) =>
            writes.CreateAsync(new ResourcePath(Kinds.HostEndpoint, null, null, null), BodyOf(wanted), Writing, [], stop),
        HostEndpointStep.Restore(var wanted) => writes.UpdateAsync(
            new ResourcePath(Kinds.HostEndpoint, null, wanted.Metadata.Name, null), now => Restored(now, wanted), Writing, [], stop),
        HostEndpointStep.Delete(var name) =>
            writes.DeleteAsync(new ResourceKey(Kinds.HostEndpoint, "", name), Unconditionally, stop),
        _ => throw new UnreachableException(),
    };

    private static string Words(HostEndpointStep step) => step switch
    {
        HostEndpointStep.Create(var wanted) => $"Creating the host endpoint {wanted.Metadata.Name}",
        HostEndpointStep.Restore(var wanted) => $"Restoring the host endpoint {wanted.Metadata.Name}",
        HostEndpointStep.Delete(var name) => $"Deleting the host endpoint {name}",
        _ => throw new UnreachableException(),
    };

    /// <summary>The object with the wanted labels and members; annotations of others stay.</summary>
    private static JsonObject Restored(JsonObject now, HostEndpoint wanted)
    {
        var (body, content) = (now.DeepClone().AsObject(), BodyOf(wanted));
        body["spec"] = content["spec"]!.DeepClone();
        var metadata = body["metadata"]!.AsObject();
        metadata["labels"] = content["metadata"]!["labels"]!.DeepClone();
        foreach (var (key, value) in wanted.Metadata.Annotations ?? new Dictionary<string, string>())
        {
            if (metadata["annotations"] is not JsonObject) metadata["annotations"] = new JsonObject();
            metadata["annotations"]![key] = value;
        }

        return body;
    }

    private static JsonObject BodyOf(HostEndpoint endpoint) =>
        JsonSerializer.SerializeToNode(endpoint, Kinds.HostEndpoint.Json)!.AsObject();
}
