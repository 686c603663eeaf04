using System.Diagnostics.CodeAnalysis;
using Margay.Model.Resources;

namespace Margay.Host.Policy.Analysis;

/// <summary>Something that runs pods, as <c>deploy/web</c> names it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
internal sealed record Workload(string Kind, string Name)
{
    private const string TemplateHash = "pod-template-hash";

    private static readonly (string Kind, string[] Words)[] Kinds =
    [
        ("Deployment", ["deployment", "deployments", "deploy"]),
        ("StatefulSet", ["statefulset", "statefulsets", "sts"]),
        ("DaemonSet", ["daemonset", "daemonsets", "ds"]),
        ("ReplicaSet", ["replicaset", "replicasets", "rs"]),
        ("ReplicationController", ["replicationcontroller", "replicationcontrollers", "rc"]),
        ("Job", ["job", "jobs"]),
        ("CronJob", ["cronjob", "cronjobs", "cj"]),
    ];

    /// <summary>The kinds, as manifests name them.</summary>
    public static IEnumerable<string> KindNames => Kinds.Select(kind => kind.Kind);

    /// <summary>Whether the text is a word for a kind of workload, as kubectl takes it.</summary>
    public static bool IsKind(string word) => KindOf(word) is not null;

    /// <summary><c>KIND/NAME</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Workload? workload)
    {
        workload = text.Split('/') is [var word, { Length: > 0 } name] && KindOf(word) is { } kind ? new Workload(kind, name) : null;
        return workload is not null;
    }

    /// <summary>Whether the pod is one of this workload's.</summary>
    /// <remarks>A Deployment owns pods through ReplicaSets, and a CronJob through Jobs, whose names begin with its own.</remarks>
    public bool Runs(Pod pod) => (pod.Metadata.OwnerReferences ?? []).Any(owner => owner switch
    {
        { Kind: var kind, Name: var name } when kind == Kind && name == Name => true,
        { Kind: "ReplicaSet", Name: var name } when Kind == "Deployment" =>
            pod.Metadata.Labels?.GetValueOrDefault(TemplateHash) is { } hash && name == $"{Name}-{hash}",
        { Kind: "Job", Name: var name } when Kind == "CronJob" =>
            name.StartsWith($"{Name}-", StringComparison.Ordinal) && name.AsSpan(Name.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0,
        _ => false,
    });

    /// <summary><c>deployment/web</c>.</summary>
    public override string ToString() => $"{Kind.ToLowerInvariant()}/{Name}";

    private static string? KindOf(string word) =>
        Kinds.FirstOrDefault(kind => kind.Words.Contains(word, StringComparer.OrdinalIgnoreCase)).Kind;
}
