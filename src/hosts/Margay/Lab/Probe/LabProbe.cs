using Margay.Client;
using Margay.Host.Policy;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Lab.Probe;

/// <summary>Measures a lab's matrix and sets what the policy oracle expects beside it.</summary>
/// <param name="lab">The lab.</param>
/// <param name="api">Its hub.</param>
/// <param name="port">The TCP port.</param>
/// <param name="timeout">How long silence lasts until it counts as an answer.</param>
internal sealed class LabProbe(RunningLab lab, ApiClient api, ushort port, TimeSpan timeout)
{
    /// <summary>Every running pod of the namespaces (none: of all) to every other and to itself.</summary>
    public async Task<ConnectivityMatrix> RunAsync(IReadOnlyCollection<string> namespaces, bool askOracle, CancellationToken stop)
    {
        var cluster = await ClusterReading.ReadAsync(api, stop);
        var running = cluster.Pods
            .Where(pod => pod.Status?.Phase == "Running" && pod.Spec?.HostNetwork != true && lab.FindNode(pod.Spec?.NodeName ?? "") is not null)
            .Where(pod => namespaces.Count == 0 || namespaces.Contains(pod.Metadata.Namespace ?? ""))
            .Select(ToProbePod)
            .OrderBy(static pod => pod.Namespace, StringComparer.Ordinal).ThenBy(static pod => pod.Name, StringComparer.Ordinal)
            .ToList();
        List<Attempt> attempts = [.. from source in running from to in running from family in ConnectivityMatrix.Families select new Attempt(source, to, family)];
        var probe = new ConnectivityProbe(pod => Plan.NamespaceNames.Pod(lab.Plan.Name, pod.Namespace, pod.Name), port, timeout);
        var outcomes = await probe.RunAsync(attempts, stop);
        var cells = attempts.Zip(outcomes, (attempt, outcome) => new Cell(
            attempt.From, attempt.To, attempt.Family, outcome, askOracle ? Expect(cluster, attempt) : null));
        return new ConnectivityMatrix(running, port, [.. cells]);
    }

    /// <remarks>What a pod sends to itself never leaves its namespace, so no policy sees it.</remarks>
    private bool Expect(ClusterState cluster, Attempt attempt) =>
        attempt.From == attempt.To
        || PolicyOracle.Decide(cluster, new Flow(End(attempt.From), End(attempt.To), IpProtocol.Tcp, port, attempt.Family)).Verdict == Verdict.Allow;

    private static FlowEnd.Pod End(ProbePod pod) => new FlowEnd.Pod(pod.Namespace, pod.Name);

    private static ProbePod ToProbePod(Pod pod) => new(
        pod.Metadata.Namespace ?? "default",
        pod.Metadata.Name,
        pod.Spec?.NodeName ?? "",
        [.. (pod.Status?.PodIps ?? []).Select(static ip => IpAddr.TryParse(ip.Ip, out var address) ? address : default)]);
}
