using Margay.Client;
using Margay.Host.Cli;
using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Processes;
using Margay.Model.Resources;

namespace Margay.Host.Lab;

/// <summary>A lab that is up, as commands use it.</summary>
internal sealed record RunningLab(LabState State, LabPlan Plan, LabPaths Paths)
{
    /// <summary>The lab of that name; without a name the one that runs.</summary>
    /// <exception cref="CliException">There is none, or several run and none is named.</exception>
    public static RunningLab Open(string? name)
    {
        var lab = Choose(name);
        var paths = new LabPaths(lab);
        if (LabState.Load(paths) is not { Ready: true } state)
            throw new CliException($"lab '{lab}' is not up: start it with `margay lab up{(lab == LabName.Default ? "" : $" --name {lab}")}`");
        return new RunningLab(state, state.ToPlan(), paths);
    }

    /// <summary>The lab that a command means: the one named, the only one, or that of <c>KUBECONFIG</c>.</summary>
    /// <exception cref="CliException">The name is none, or several labs are there and nothing says which.</exception>
    public static LabName Choose(string? name)
    {
        if (name is not null) return ParseName(name);
        var labs = LabInventory.AllLabs();
        return labs.Count switch
        {
            0 => LabName.Default,
            1 => labs[0],
            _ => LabPaths.LabOf(Environment.GetEnvironmentVariable("KUBECONFIG")) is { } lab && labs.Contains(lab)
                ? lab
                : throw new CliException($"there are several labs ({string.Join(", ", labs)}): choose one with --name"),
        };
    }

    /// <exception cref="CliException">The name is none.</exception>
    public static LabName ParseName(string name) => LabName.TryParse(name, out var lab)
        ? lab
        : throw new CliException($"'{name}' cannot name a lab: use 1 to 15 lower-case letters and digits, a letter first");

    public ApiClient Connect() => new(Kubeconfig.Load(Paths.AdminKubeconfig, null));

    /// <summary>Refuses to wait for a kubelet that does not run.</summary>
    /// <exception cref="CliException">It has ended; its last words are in the message.</exception>
    public void RequireKubelet()
    {
        if (State.Processes.GetValueOrDefault(ProcessSpec.KubeletRole) is { IsAlive: true }) return;
        var ended = new Launcher(State.Margay, Paths).Ended(ProcessSpec.KubeletRole).Message;
        throw new CliException($"{ended}\n`margay lab restart {ProcessSpec.KubeletRole}` starts it again");
    }

    public LabNode? FindNode(string name) => Plan.Nodes.FirstOrDefault(node => node.Name == name);

    /// <summary>The pod that <c>[NAMESPACE/]NAME</c> means; without a namespace one that is unique, or in <c>default</c>.</summary>
    /// <exception cref="CliException">There is none, or several.</exception>
    public static async Task<Pod> FindPodAsync(ApiClient api, string text, CancellationToken stop)
    {
        var slash = text.IndexOf('/');
        if (slash >= 0)
        {
            return await api.GetAsync(Kinds.Pod, text[..slash], text[(slash + 1)..], stop)
                ?? throw new CliException($"there is no pod {text}: `margay lab pod list` shows all");
        }

        var pods = await api.ListAsync(Kinds.Pod, null, ListOptions.All, stop);
        var named = pods.Items.Where(pod => pod.Metadata.Name == text).ToList();
        return named.FirstOrDefault(static pod => pod.Metadata.Namespace == "default") ?? named switch
        {
            [var only] => only,
            [] => throw new CliException($"there is no pod '{text}': `margay lab pod list` shows all"),
            _ => throw new CliException($"several namespaces have a pod '{text}': {string.Join(", ", named.Select(static pod => $"{pod.Metadata.Namespace}/{pod.Metadata.Name}"))}"),
        };
    }

    /// <summary>The network namespace a pod of this lab is in.</summary>
    public string NamespaceOf(Pod pod)
    {
        if (pod.Spec?.HostNetwork == true && FindNode(pod.Spec.NodeName ?? "") is { } node) return node.Namespace;
        return NamespaceNames.Pod(Plan.Name, pod.Metadata.Namespace ?? "default", pod.Metadata.Name);
    }
}
