using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Margay.Dataplane.Links;
using Margay.Host.Cli;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Host.Agent;

/// <summary><c>margay agent</c>: the process of one node.</summary>
internal static class AgentCommand
{
    private static readonly Option<string> Node = new("--node")
    {
        Description = "The node's name in the API.",
        DefaultValueFactory = _ => Dns.GetHostName().ToLowerInvariant(),
    };

    private static readonly Option<string> RunDirectory = new("--run-dir")
    {
        Description = "Where sockets and records of pod interfaces are kept; its content ends with the machine's boot.",
        DefaultValueFactory = _ => "/run/margay",
    };

    private static readonly Option<IpAddr[]> NodeAddresses = new("--node-ip")
    {
        Description = "The node's address on the segment it shares with other nodes; once per family [autodetected].",
        CustomParser = ParseAddresses,
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<AutodetectionMethod?> V4Method = Method("--ip-autodetection-method", "IP_AUTODETECTION_METHOD", "IPv4");

    private static readonly Option<AutodetectionMethod?> V6Method = Method("--ip6-autodetection-method", "IP6_AUTODETECTION_METHOD", "IPv6");

    private static readonly Option<TimeSpan> AutodetectionInterval = new("--autodetection-interval")
    {
        Description = "How often addresses that --node-ip does not give are looked for again, as in 60s; 0 is never after the start [AUTODETECT_POLL_INTERVAL of the environment, else 60s].",
        CustomParser = result => IntervalOf(result, result.Tokens[0].Value, "--autodetection-interval"),
        DefaultValueFactory = result => Environment.GetEnvironmentVariable("AUTODETECT_POLL_INTERVAL") is { Length: > 0 } text
            ? IntervalOf(result, text, "AUTODETECT_POLL_INTERVAL")
            : AgentOptions.DefaultAutodetectionInterval,
    };

    private static readonly Option<bool> Bgp = new("--bgp")
    {
        Description = "Learn routes to other nodes with BGP, from the mesh and from BGPPeers, instead of taking them to be on one segment.",
    };

    private static readonly Option<bool> BgpEachMeshPeer = new("--bgp-each-mesh-peer")
    {
        Description = "Have metrics and events for each peer of the mesh, and not only for the mesh as a whole: in a cluster of N nodes, N times N.",
    };

    private static readonly Option<string> SecretNamespace = new("--secret-namespace")
    {
        Description = "The namespace of the secrets that hold BGP's passwords [NAMESPACE of the environment, else kube-system].",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("NAMESPACE") is { Length: > 0 } own ? own : AgentOptions.DefaultSecretNamespace,
    };

    private static readonly Option<IPEndPoint?> Health = Endpoint("--health-listen", "Also serve health over TCP, as in 127.0.0.1:9099.");

    private static readonly Option<IPEndPoint?> Metrics = Endpoint("--metrics-listen", "Also serve metrics over TCP, as in 127.0.0.1:9091.");

    public static Command Create()
    {
        var command = new Command("agent", "Run the agent of one node: pod interfaces, routes and policy of this machine.")
        {
            Node, RunDirectory, NodeAddresses, V4Method, V6Method, AutodetectionInterval, Bgp, BgpEachMeshPeer, SecretNamespace, Health, Metrics,
        };
        command.SetAction((parse, stop) => AgentServer.RunAsync(OptionsOf(parse), stop));
        return command;
    }

    private static AgentOptions OptionsOf(ParseResult parse) => new()
    {
        NodeName = parse.GetRequiredValue(Node),
        Kubeconfig = parse.GetValue(GlobalOptions.Kubeconfig),
        RunDirectory = Path.GetFullPath(parse.GetRequiredValue(RunDirectory)),
        NodeAddresses = parse.GetValue(NodeAddresses) ?? [],
        V4Method = parse.GetValue(V4Method),
        V6Method = parse.GetValue(V6Method),
        AutodetectionInterval = parse.GetValue(AutodetectionInterval),
        Bgp = parse.GetValue(Bgp),
        BgpEachMeshPeer = parse.GetValue(BgpEachMeshPeer),
        SecretNamespace = parse.GetRequiredValue(SecretNamespace),
        Health = parse.GetValue(Health),
        Metrics = parse.GetValue(Metrics),
    };

    private static Option<AutodetectionMethod?> Method(string name, string variable, string family) => new(name)
    {
        Description = $"How the node's {family} address is found where --node-ip gives none: {AutodetectionMethod.Grammar} [{variable} of the environment, else first-found].",
        CustomParser = result => MethodOf(result, result.Tokens[0].Value, name),
        DefaultValueFactory = result => MethodOf(result, Environment.GetEnvironmentVariable(variable), variable),
    };

    private static AutodetectionMethod? MethodOf(ArgumentResult result, string? text, string source)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (AutodetectionMethod.TryParse(text, out var method, out var problem)) return method;
        result.AddError($"{source}: {problem}");
        return null;
    }

    private static TimeSpan IntervalOf(ArgumentResult result, string text, string source)
    {
        if (GoDuration.TryParse(text, out var interval) && interval >= TimeSpan.Zero) return interval;
        result.AddError($"{source}: '{text}' is not a duration, as in 60s, or 0");
        return default;
    }

    private static Option<IPEndPoint?> Endpoint(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port != 0) return endpoint;
            result.AddError($"{name}: '{text}' is not ADDRESS:PORT");
            return null;
        },
    };

    private static IpAddr[] ParseAddresses(ArgumentResult result)
    {
        var addresses = new List<IpAddr>();
        foreach (var token in result.Tokens)
        {
            if (!IpAddr.TryParse(token.Value, out var address)) result.AddError($"--node-ip: '{token.Value}' is not an IP address");
            else if (addresses.Exists(known => known.Family == address.Family)) result.AddError($"--node-ip: a second {address.Family} address");
            else addresses.Add(address);
        }

        return [.. addresses];
    }
}
