using System.Text.Json.Nodes;
using Margay.Api.Objects;
using Margay.Api.Requests;
using Margay.Model.Resources;

namespace Margay.Host.Hub;

/// <summary>What every cluster has before anybody writes anything: made at a start if it is not there.</summary>
internal static class FirstObjects
{
    private static readonly WriteOptions Options = new(DryRun: false, FieldValidation.Strict);

    public static async Task EnsureAsync(ResourceWrites writes, CancellationToken stop)
    {
        foreach (var name in KindRules.PermanentNamespaces)
            await EnsureAsync(writes, Kinds.Namespace, null, name, [], stop);
        await EnsureBuiltInsAsync(writes, stop);
        await EnsureAsync(writes, Kinds.ClusterInformation, null, "default", new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["clusterGUID"] = Guid.NewGuid().ToString("N"),
                ["clusterType"] = "margay",
                ["datastoreReady"] = true,
            },
        }, stop);
    }

    /// <summary>Makes the service account that every namespace has.</summary>
    public static Task EnsureServiceAccountAsync(ResourceWrites writes, string ns, CancellationToken stop) =>
        EnsureAsync(writes, Kinds.ServiceAccount, ns, "default", [], stop);

    private static async Task EnsureBuiltInsAsync(ResourceWrites writes, CancellationToken stop)
    {
        foreach (var tier in BuiltIns.Tiers) await EnsureAsync(writes, Kinds.Tier, null, tier.Name, [], stop);
        var allow = new JsonObject { ["action"] = "Allow" };
        await EnsureAsync(writes, Kinds.Profile, null, BuiltIns.DefaultAllowProfile, new JsonObject
        {
            ["spec"] = new JsonObject { ["ingress"] = new JsonArray(allow), ["egress"] = new JsonArray(allow.DeepClone()) },
        }, stop);
    }

    private static async Task EnsureAsync(
        ResourceWrites writes, ResourceKind kind, string? ns, string name, JsonObject content, CancellationToken stop)
    {
        content["metadata"] = new JsonObject { ["name"] = name };
        var reply = await writes.CreateAsync(new ResourcePath(kind, ns, null, null), content, Options, [], stop);
        // There already, or its namespace is being deleted: either way there is nothing to make.
        if (reply is Reply.Refused { Fault: { Code: not (403 or 404 or 409) } fault })
            throw new InvalidOperationException($"{kind} {name} was refused: {fault.Message}");
    }
}
