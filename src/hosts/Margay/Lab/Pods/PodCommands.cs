using System.CommandLine;
using System.CommandLine.Parsing;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Host.Lab.Pods;

/// <summary><c>lab pod</c>: pods without writing a manifest.</summary>
internal static class PodCommands
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(15);

    public static Command Create() => new("pod", "Add, remove and list pods") { Add(), Remove(), List(), Wait() };

    private static Option<string> NamespaceOption() => new("--namespace", "-n")
    {
        Description = "The pod's namespace.",
        DefaultValueFactory = static _ => "default",
    };

    private static Option<int> TimeoutOption() => new("--timeout")
    {
        Description = "Seconds to wait.",
        DefaultValueFactory = static _ => 20,
    };

    private static Command Add()
    {
        var lab = LabCommand.NameOption();
        var name = new Argument<string>("pod") { Description = "The pod's name." };
        var ns = NamespaceOption();
        var node = new Option<string?>("--node") { Description = "The node; without it they take turns." };
        var labels = new Option<Dictionary<string, string>>("--labels", "-l") { Description = "k=v,k=v", CustomParser = ParseLabels };
        var ports = new Option<int[]>("--port")
        {
            Description = "TCP ports on which the pod answers.",
            DefaultValueFactory = static _ => [80],
            AllowMultipleArgumentsPerToken = true,
        };
        var timeout = TimeoutOption();
        var command = new Command("add", "Add a pod and wait until it runs") { name, ns, node, labels, ports, timeout, lab };
        command.SetAction((parsed, stop) => LabAction.RunAsync(async () =>
        {
            var pod = NewPod(
                parsed.GetRequiredValue(ns), parsed.GetRequiredValue(name), parsed.GetValue(node), parsed.GetValue(labels), parsed.GetRequiredValue(ports));
            var running = RunningLab.Open(parsed.GetValue(lab));
            using var api = running.Connect();
            await EnsureNamespaceAsync(api, pod.Metadata.Namespace!, stop);
            await api.CreateAsync(Kinds.Pod, pod, stop);
            var ready = await WaitAsync(api, pod, parsed.GetValue(timeout), stop);
            Console.WriteLine($"pod {PodText.Name(ready)} runs on {ready.Spec?.NodeName} with {PodText.Addresses(ready)}");
            return 0;
        }));
        return command;
    }

    private static Command Remove()
    {
        var lab = LabCommand.NameOption();
        var name = new Argument<string>("pod") { Description = "[NAMESPACE/]POD" };
        var ns = new Option<string?>("--namespace", "-n") { Description = "The pod's namespace." };
        var timeout = TimeoutOption();
        var command = new Command("rm", "Remove a pod and wait until it is gone") { name, ns, timeout, lab };
        command.SetAction((parsed, stop) => LabAction.RunAsync(async () =>
        {
            var running = RunningLab.Open(parsed.GetValue(lab));
            using var api = running.Connect();
            var text = parsed.GetValue(ns) is { } given ? $"{given}/{parsed.GetRequiredValue(name)}" : parsed.GetRequiredValue(name);
            var pod = await RunningLab.FindPodAsync(api, text, stop);
            await api.DeleteAsync(Kinds.Pod, pod.Metadata.Namespace, pod.Metadata.Name, new Preconditions(pod.Metadata.Uid, null), stop);
            var netns = Plan.LabPaths.Namespace(running.NamespaceOf(pod));
            if (!await WaitForAsync(parsed.GetValue(timeout), () => Task.FromResult(pod.Spec?.HostNetwork == true || !File.Exists(netns)), stop))
                throw new LabException($"pod {PodText.Name(pod)} is deleted, but its sandbox is still there: see {running.Paths.Log("kubelet")}");
            Console.WriteLine($"pod {PodText.Name(pod)} removed");
            return 0;
        }));
        return command;
    }

    private static Command List()
    {
        var lab = LabCommand.NameOption();
        var command = new Command("list", "List the pods of all namespaces") { lab };
        command.Aliases.Add("ls");
        command.SetAction((parsed, stop) => LabAction.RunAsync(async () =>
        {
            using var api = RunningLab.Open(parsed.GetValue(lab)).Connect();
            Console.Write(PodText.Table((await api.ListAsync(Kinds.Pod, null, ListOptions.All, stop)).Items));
            return 0;
        }));
        return command;
    }

    private static Command Wait()
    {
        var lab = LabCommand.NameOption();
        var timeout = TimeoutOption();
        var command = new Command("wait", "Wait until every pod runs") { timeout, lab };
        command.SetAction((parsed, stop) => LabAction.RunAsync(async () =>
        {
            using var api = RunningLab.Open(parsed.GetValue(lab)).Connect();
            var seconds = parsed.GetValue(timeout);
            List<Pod> waiting = [];
            var all = await WaitForAsync(seconds, async () =>
            {
                var pods = await api.ListAsync(Kinds.Pod, null, ListOptions.All, stop);
                waiting = [.. pods.Items.Where(static pod => pod.Status?.Phase is not ("Running" or "Succeeded" or "Failed"))];
                return waiting.Count == 0;
            }, stop);
            if (all) return 0;
            throw new LabException($"not running after {seconds} s: {string.Join("; ", waiting.Select(static pod => $"{PodText.Name(pod)} ({PodText.WhyNot(pod)})"))}");
        }));
        return command;
    }

    private static Dictionary<string, string>? ParseLabels(ArgumentResult result)
    {
        var labels = new Dictionary<string, string>();
        foreach (var pair in result.Tokens.SelectMany(static token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0) labels[pair[..equals]] = pair[(equals + 1)..];
            else result.AddError($"--labels: '{pair}' is not of the form key=value");
        }

        return labels;
    }

    private static Pod NewPod(string ns, string name, string? node, Dictionary<string, string>? labels, int[] ports) => new()
    {
        Metadata = new ObjectMeta { Namespace = ns, Name = name, Labels = labels },
        Spec = new PodSpec
        {
            NodeName = node,
            Containers = [new Container { Name = "lab", Image = "lab", Ports = [.. ports.Select(static port => new ContainerPort { Port = port })] }],
        },
    };

    private static async Task EnsureNamespaceAsync(ApiClient api, string ns, CancellationToken stop)
    {
        if (await api.GetAsync(Kinds.Namespace, null, ns, stop) is not null) return;
        try
        {
            await api.CreateAsync(Kinds.Namespace, new Namespace { Metadata = new ObjectMeta { Name = ns } }, stop);
            Console.WriteLine($"namespace {ns} created");
        }
        catch (ApiException raced) when (raced.IsAlreadyExists)
        {
            return;
        }
    }

    private static async Task<Pod> WaitAsync(ApiClient api, Pod wanted, int seconds, CancellationToken stop)
    {
        Pod? pod = null;
        var (ns, name) = (wanted.Metadata.Namespace, wanted.Metadata.Name);
        var runs = await WaitForAsync(seconds, async () =>
        {
            pod = await api.GetAsync(Kinds.Pod, ns, name, stop);
            return pod?.Status?.Phase == "Running";
        }, stop);
        if (runs) return pod!;
        throw new LabException($"pod {ns}/{name} does not run after {seconds} s: {(pod is null ? "it is gone" : PodText.WhyNot(pod))}");
    }

    private static async Task<bool> WaitForAsync(int seconds, Func<Task<bool>> done, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await done())
        {
            if (TimeProvider.System.GetElapsedTime(since).TotalSeconds > seconds) return false;
            await Task.Delay(Poll, stop);
        }

        return true;
    }
}
