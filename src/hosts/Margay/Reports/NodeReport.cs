using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Margay.Model.Resources;

namespace Margay.Host.Reports;

/// <summary>What a node's kernel enforces: of each kind of policy everything up to a revision.</summary>
/// <param name="Revisions">The revision for each kind; 0 for one that is not named.</param>
/// <param name="Fault">Why the kernel lags behind; null when it does not.</param>
internal sealed record NodeReport(IReadOnlyDictionary<ResourceKind, long> Revisions, string? Fault)
{
    /// <summary>The kinds that are enforced.</summary>
    public static IReadOnlyList<ResourceKind> PolicyKinds { get; } =
        [Kinds.NetworkPolicy, Kinds.CalicoNetworkPolicy, Kinds.GlobalNetworkPolicy, Kinds.ClusterNetworkPolicy];

    /// <summary>Where a node's agent sends its report to.</summary>
    public static string PathOf(string node) => $"/apis/margay.dev/v1/nodes/{node}/realized";

    /// <summary>The revision up to which a kind is enforced.</summary>
    public long RevisionOf(ResourceKind kind) => Revisions.GetValueOrDefault(kind);

    /// <summary>Whether another report says the same.</summary>
    public bool Says(NodeReport other) => Fault == other.Fault && PolicyKinds.All(kind => RevisionOf(kind) == other.RevisionOf(kind));

    /// <summary>The report as it is sent.</summary>
    public JsonObject ToJson() => new()
    {
        ["revisions"] = new JsonObject(Revisions.Select(pair => KeyValuePair.Create(pair.Key.QualifiedPlural, (JsonNode?)pair.Value))),
        ["fault"] = Fault,
    };

    /// <summary>Reads what an agent sent; kinds that are not enforced here mean nothing.</summary>
    public static bool TryRead(JsonObject json, [NotNullWhen(true)] out NodeReport? report)
    {
        report = null;
        if (json["revisions"] is not JsonObject revisions) return false;
        var read = new Dictionary<ResourceKind, long>();
        foreach (var kind in PolicyKinds)
        {
            if (revisions[kind.QualifiedPlural] is not { } value) continue;
            if (value is not JsonValue number || !number.TryGetValue(out long revision) || revision < 0) return false;
            read[kind] = revision;
        }

        string? fault = null;
        if (json["fault"] is { } text && (text as JsonValue)?.TryGetValue(out fault) != true) return false;
        report = new NodeReport(read, fault);
        return true;
    }
}
