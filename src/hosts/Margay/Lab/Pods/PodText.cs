using Margay.Host.Cli.Output;
using Margay.Model.Resources;

namespace Margay.Host.Lab.Pods;

/// <summary>Pods as text for people.</summary>
internal static class PodText
{
    public static string Name(Pod pod) => $"{pod.Metadata.Namespace}/{pod.Metadata.Name}";

    public static string Addresses(Pod pod)
    {
        var addresses = string.Join(", ", (pod.Status?.PodIps ?? []).Select(static ip => ip.Ip));
        return addresses.Length > 0 ? addresses : "no address";
    }

    /// <summary>Why a pod does not run.</summary>
    public static string WhyNot(Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(static condition => condition is { Type: "Ready", Status: not "True" })?.Message
        ?? pod.Status?.Phase
        ?? "no node has taken it yet";

    /// <summary>One line for each pod, by namespace and name.</summary>
    public static string Table(IEnumerable<Pod> pods)
    {
        var table = new TextTable("NAMESPACE", "NAME", "NODE", "PHASE", "ADDRESSES", "PORTS", "LABELS");
        foreach (var pod in pods.OrderBy(static pod => pod.Metadata.Namespace, StringComparer.Ordinal).ThenBy(static pod => pod.Metadata.Name, StringComparer.Ordinal))
        {
            table.Add(
                pod.Metadata.Namespace ?? "", pod.Metadata.Name, pod.Spec?.NodeName ?? "", pod.Status?.Phase ?? "", Addresses(pod),
                Ports(pod), Labels(pod));
        }

        return table.Render();
    }

    private static string Ports(Pod pod) => string.Join(',', (pod.Spec?.Containers ?? [])
        .SelectMany(static container => container.Ports ?? [])
        .Select(static port => port.Protocol is null or "TCP" ? $"{port.Port}" : $"{port.Port}/{port.Protocol}"));

    private static string Labels(Pod pod) => string.Join(',', (pod.Metadata.Labels ?? new Dictionary<string, string>())
        .OrderBy(static label => label.Key, StringComparer.Ordinal).Select(static label => $"{label.Key}={label.Value}"));
}
