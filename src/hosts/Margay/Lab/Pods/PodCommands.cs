using System.CommandLine;
using System.CommandLine.Parsing;
using Margay.Client;
using Margay.Host.Cli;
using Margay.Model.Resources;

namespace Margay.Host.Lab.Pods;

/// <summary><c>margay lab pod</c>: pods without a manifest.</summary>
internal static class PodCommands
{
    private const string DefaultNamespace = "default";

    private static readonly Argument<string> Pod = new("pod") { Description = "[NAMESPACE/]POD" };

    private static readonly Option<string?> Node = new("--node")
    {
        Description = "The pod's node. Default: the nodes take turns.",
        HelpName = "NODE",
    };

    private static readonly Option<Dictionary<string, string>?> Labels = new("--labels", "-l")
    {
        Description = "The pod's labels.",
        HelpName = "KEY=VALUE,…",
        CustomParser = ParseLabels,
    };

    private static readonly Option<ushort[]> Ports = new("--port")
    {
        Description = "A TCP port on which the pod answers; may be repeated.",
        DefaultValueFactory = static _ => [80],
    };

    private static readonly Option<int> Timeout = new("--timeout")
    {
        Description = "How many seconds to wait.",
        DefaultValueFactory = static _ => 20,
    };

    public static Command Create() => new("pod", "Add, remove and list pods.") { Add(), Remove(), List(), Wait() };

    private static Command Add()
    {
        var command = new Command("add", "Add a pod and wait until it runs.") { Pod, Node, Labels, Ports, Timeout, LabCommand.Name };
        command.SetLabAction(async (parsed, screen, stop) =>
        {
            var pod = NewPod(parsed);
            var lab = RunningLab.Open(parsed.GetValue(LabCommand.Name));
            if (pod.Spec!.NodeName is { } node && lab.FindNode(node) is null)
                throw new CliException($"there is no node {node}: the lab has {string.Join(", ", lab.Plan.Nodes.Select(each => each.Name))}");
            using var api = lab.Connect();
            if (await CreateNamespaceAsync(api, pod.Metadata.Namespace!, stop)) screen.Out.WriteLine($"namespace {pod.Metadata.Namespace} created");
            await api.CreateAsync(Kinds.Pod, pod, stop);
            var ready = await PodWaiting.RunsAsync(lab, api, pod, TimeSpan.FromSeconds(parsed.GetValue(Timeout)), stop);
            screen.Out.WriteLine($"pod {PodText.Name(ready)} runs on {ready.Spec?.NodeName} with {PodText.Addresses(ready)}");
        });
        return command;
    }

    private static Command Remove()
    {
        var command = new Command("rm", "Remove a pod and wait until it is gone.") { Pod, Timeout, LabCommand.Name };
        command.SetLabAction(async (parsed, screen, stop) =>
        {
            var lab = RunningLab.Open(parsed.GetValue(LabCommand.Name));
            using var api = lab.Connect();
            var word = parsed.GetRequiredValue(Pod);
            var named = parsed.GetValue(GlobalOptions.Namespace) is { } ns && !word.Contains('/') ? $"{ns}/{word}" : word;
            var pod = await RunningLab.FindPodAsync(api, named, stop);
            await api.DeleteAsync(Kinds.Pod, pod.Metadata.Namespace, pod.Metadata.Name, new Preconditions(pod.Metadata.Uid, null), stop);
            await PodWaiting.IsGoneAsync(lab, pod, TimeSpan.FromSeconds(parsed.GetValue(Timeout)), stop);
            screen.Out.WriteLine($"pod {PodText.Name(pod)} removed");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the pods of all namespaces.") { LabCommand.Name };
        command.Aliases.Add("ls");
        command.SetLabAction(async (parsed, screen, stop) =>
        {
            using var api = RunningLab.Open(parsed.GetValue(LabCommand.Name)).Connect();
            screen.Out.Write(PodText.Table((await api.ListAsync(Kinds.Pod, null, ListOptions.All, stop)).Items));
        });
        return command;
    }

    private static Command Wait()
    {
        var command = new Command("wait", "Wait until every pod runs.") { Timeout, LabCommand.Name };
        command.SetLabAction(async (parsed, _, stop) =>
        {
            var lab = RunningLab.Open(parsed.GetValue(LabCommand.Name));
            using var api = lab.Connect();
            await PodWaiting.AllRunAsync(lab, api, TimeSpan.FromSeconds(parsed.GetValue(Timeout)), stop);
        });
        return command;
    }

    private static Pod NewPod(ParseResult parsed)
    {
        var word = parsed.GetRequiredValue(Pod);
        var slash = word.IndexOf('/');
        var ports = parsed.GetRequiredValue(Ports).Select(static port => new ContainerPort { Port = port });
        return new Pod
        {
            Metadata = new ObjectMeta
            {
                Namespace = slash >= 0 ? word[..slash] : parsed.GetValue(GlobalOptions.Namespace) ?? DefaultNamespace,
                Name = word[(slash + 1)..],
                Labels = parsed.GetValue(Labels),
            },
            Spec = new PodSpec
            {
                NodeName = parsed.GetValue(Node),
                Containers = [new Container { Name = "lab", Image = "lab", Ports = [.. ports] }],
            },
        };
    }

    /// <returns>Whether it was not there before.</returns>
    private static async Task<bool> CreateNamespaceAsync(ApiClient api, string ns, CancellationToken stop)
    {
        if (await api.GetAsync(Kinds.Namespace, null, ns, stop) is not null) return false;
        try
        {
            await api.CreateAsync(Kinds.Namespace, new Namespace { Metadata = new ObjectMeta { Name = ns } }, stop);
            return true;
        }
        catch (ApiException raced) when (raced.IsAlreadyExists)
        {
            return false;
        }
    }

    private static Dictionary<string, string> ParseLabels(ArgumentResult result)
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
}
