using System.Globalization;
using System.Text;
using Margay.Client;
using Margay.Host.Cli.Output;
using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Processes;
using Margay.Model.Resources;

namespace Margay.Host.Lab;

/// <summary>What the lab's commands say about it.</summary>
internal static class LabReport
{
    /// <summary>The last lines of <c>lab up</c>.</summary>
    public static string Started(LabPlan plan, LabState state, TimeSpan took)
    {
        var paths = new LabPaths(plan.Name);
        var name = plan.Name == LabName.Default ? "" : $" --name {plan.Name}";
        return string.Create(CultureInfo.InvariantCulture, $"""
            lab '{state.Name}' is up after {took.TotalSeconds:F1} s
              export KUBECONFIG={paths.AdminKubeconfig}
              margay lab shell {plan.Nodes[0].Name}{name}      a shell on a node
              margay lab pod add web{name}   a pod
              margay lab down{name}          removes it all

            """);
    }

    /// <summary>The lab's processes, then its nodes with what the API says of them.</summary>
    public static async Task<string> StatusAsync(RunningLab lab, CancellationToken stop)
    {
        var text = new StringBuilder();
        text.Append($"lab '{lab.Plan.Name}', up since {lab.State.Started.ToLocalTime():yyyy-MM-dd HH:mm:ss}\n");
        text.Append($"hub      https://127.0.0.1:{lab.State.HubPort}  {Process(lab, ProcessSpec.HubRole)}\n");
        text.Append($"kubelet  {Process(lab, ProcessSpec.KubeletRole)}\n");
        text.Append($"KUBECONFIG={lab.Paths.AdminKubeconfig}\nlogs in {lab.Paths.Logs}\n\n");
        if (lab.State.Processes.GetValueOrDefault(ProcessSpec.HubRole) is not { IsAlive: true })
            return text.Append($"without a hub nothing is known of nodes and pods: `margay lab restart {ProcessSpec.HubRole}` starts it\n").ToString();
        using var api = lab.Connect();
        var nodes = (await api.ListAsync(Kinds.Node, null, ListOptions.All, stop)).Items.ToDictionary(static node => node.Metadata.Name);
        var pods = (await api.ListAsync(Kinds.Pod, null, ListOptions.All, stop)).Items.ToLookup(static pod => pod.Spec?.NodeName ?? "");
        var table = new TextTable("NODE", "READY", "PODS", "ADDRESSES", "AGENT", "NAMESPACE");
        foreach (var node in lab.Plan.Nodes)
        {
            table.Add(
                node.Name, Ready(nodes.GetValueOrDefault(node.Name)), $"{pods[node.Name].Count()}", $"{node.V4} {node.V6}",
                Process(lab, node.Name), node.Namespace);
        }

        return text.Append(table.Render()).ToString();
    }

    private static string Process(RunningLab lab, string role) =>
        lab.State.Processes.GetValueOrDefault(role) switch
        {
            null => "not started",
            { IsAlive: true } process => $"process {process.Pid}",
            var process => $"process {process.Pid} HAS ENDED, see {lab.Paths.Log(role)}",
        };

    private static string Ready(Node? node) =>
        node?.Status?.Conditions?.FirstOrDefault(static condition => condition.Type == "Ready")?.Status switch
        {
            "True" => "yes",
            "False" => "no",
            _ => "unknown",
        };
}
