using System.CommandLine;
using Margay.Host.Cli.Ipam;
using Margay.Host.Cli.Output;
using Margay.Host.Cli.Resources;
using Margay.Host.Policy;
using Margay.Model.Manifests;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Node;

/// <summary><c>margay node</c>: questions about nodes.</summary>
internal static class NodeCommand
{
    private static readonly ObjectWords Names = new(
        "NODE", "Only these nodes.", ArgumentArity.ZeroOrMore, Kinds.Node);

    private static readonly Option<string> Socket = new("--agent-socket")
    {
        Description = "Where the agent of this machine listens.",
        HelpName = "PATH",
        DefaultValueFactory = _ => "/run/margay/agent-api.sock",
    };

    private static readonly Option<OutputFormat> Format = OutputFormats.Option(OutputFormat.Json, OutputFormat.Yaml);

    public static Command Create()
    {
        var status = new Command("status", "Show the nodes, and the agent of this machine.") { Names, Socket, Format };
        status.SetAction(ShowStatusAsync);
        return new Command("node", "Ask how nodes are.") { status };
    }

    private static async Task<int> ShowStatusAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var connection = GlobalOptions.Connect(parsed);
        var nodes = ClusterReading.ListAsync(connection.Api, Kinds.Node, cancel);
        var pods = ClusterReading.ListAsync(connection.Api, Kinds.Pod, cancel);
        var blocks = IpamReading.BlocksAsync(connection.Api, cancel);
        var (screen, exit) = (Screen.Of(parsed), ExitCode.Ok);

        var wanted = parsed.GetValue(Names) ?? [];
        var known = await nodes;
        foreach (var missing in wanted.Except(known.Select(node => node.Metadata.Name)))
        {
            screen.Complain($"there is no node '{missing}'");
            exit = ExitCode.Error;
        }

        var (allPods, allBlocks) = (await pods, await blocks);
        var views = known.Where(node => wanted.Length == 0 || wanted.Contains(node.Metadata.Name))
            .Select(node => NodeView.Of(node, allBlocks, allPods)).ToList();
        var agent = await AgentStatusReader.ReadAsync(parsed.GetRequiredValue(Socket), cancel);
        if (agent is not null && wanted.Length > 0 && !wanted.Contains(agent.Node)) agent = null;
        if (parsed.GetValue(Format) is var format and not OutputFormat.Table)
        {
            var json = NodeStatusJson.Of(views, agent);
            screen.Out.Write(format == OutputFormat.Json ? JsonText.Write(json) : ManifestWriter.ToYaml(json));
            return exit;
        }

        if (views.Count > 0) screen.Out.Write(NodeStatusText.Table(views, screen.Width));
        if (views.Count == 0 && exit == ExitCode.Ok) screen.Error.Write("no nodes found\n");
        if (agent is not null) screen.Out.Write("\n" + NodeStatusText.Agent(agent));
        return exit;
    }
}
