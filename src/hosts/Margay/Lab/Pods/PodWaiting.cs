using Margay.Client;
using Margay.Host.Cli;
using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Processes;
using Margay.Model.Resources;

namespace Margay.Host.Lab.Pods;

/// <summary>Waits for what the lab's kubelet does.</summary>
internal static class PodWaiting
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(15);

    /// <summary>The pod, once it runs.</summary>
    /// <exception cref="CliException">It does not in time; the message says what the kubelet says.</exception>
    public static async Task<Pod> RunsAsync(RunningLab lab, ApiClient api, Pod wanted, TimeSpan patience, CancellationToken stop)
    {
        lab.RequireKubelet();
        Pod? pod = null;
        var runs = await UntilAsync(patience, async () =>
        {
            pod = await api.GetAsync(Kinds.Pod, wanted.Metadata.Namespace, wanted.Metadata.Name, stop);
            return pod is not null && IsSettled(pod);
        }, stop);
        if (runs) return pod!;
        var why = pod is null ? "it is gone" : PodText.WhyNot(pod);
        throw new CliException($"pod {PodText.Name(wanted)} does not run after {patience.TotalSeconds} s: {why}");
    }

    /// <summary>Returns once every pod that the lab's kubelet runs does run.</summary>
    /// <exception cref="CliException">Not all do in time.</exception>
    public static async Task AllRunAsync(RunningLab lab, ApiClient api, TimeSpan patience, CancellationToken stop)
    {
        lab.RequireKubelet();
        List<Pod> waiting = [];
        var all = await UntilAsync(patience, async () =>
        {
            var pods = await api.ListAsync(Kinds.Pod, null, ListOptions.All, stop);
            waiting = [.. pods.Items.Where(static pod => !IsSettled(pod) && !IsLeftToOthers(pod))];
            return waiting.Count == 0;
        }, stop);
        if (all) return;
        var names = waiting.Select(static pod => $"{PodText.Name(pod)} ({PodText.WhyNot(pod)})");
        throw new CliException($"not running after {patience.TotalSeconds} s: {string.Join("; ", names)}");
    }

    /// <summary>Returns once nothing of a deleted pod's sandbox is left.</summary>
    /// <exception cref="CliException">It is still there when the time is up.</exception>
    public static async Task IsGoneAsync(RunningLab lab, Pod pod, TimeSpan patience, CancellationToken stop)
    {
        if (pod.Spec?.HostNetwork == true) return;
        lab.RequireKubelet();
        var netns = LabPaths.Namespace(lab.NamespaceOf(pod));
        if (await UntilAsync(patience, () => Task.FromResult(!File.Exists(netns)), stop)) return;
        throw new CliException(
            $"pod {PodText.Name(pod)} is deleted, but its sandbox is still there: see {lab.Paths.Log(ProcessSpec.KubeletRole)}");
    }

    /// <summary>A pod with a runtime class is not the lab kubelet's to run.</summary>
    private static bool IsLeftToOthers(Pod pod) => !string.IsNullOrEmpty(pod.Spec?.RuntimeClassName);

    private static bool IsSettled(Pod pod) => pod.Status?.Phase is "Running" or "Succeeded" or "Failed";

    private static async Task<bool> UntilAsync(TimeSpan patience, Func<Task<bool>> done, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await done())
        {
            if (TimeProvider.System.GetElapsedTime(since) > patience) return false;
            await Task.Delay(Poll, stop);
        }

        return true;
    }
}
