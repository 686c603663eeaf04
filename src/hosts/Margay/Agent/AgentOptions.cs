using System.Net;
using Margay.Dataplane.Links;
using Margay.Primitives;

namespace Margay.Host.Agent;

/// <summary>What <c>margay agent</c> was told on its command line.</summary>
internal sealed record AgentOptions
{
    /// <summary>Where Kubernetes keeps what belongs to the cluster itself.</summary>
    public const string DefaultSecretNamespace = "kube-system";

    public static readonly TimeSpan DefaultAutodetectionInterval = TimeSpan.FromSeconds(60);

    /// <summary>The node's name in the API.</summary>
    public required string NodeName { get; init; }

    public required string? Kubeconfig { get; init; }

    /// <summary>Sockets and records: <c>cni.sock</c>, <c>agent-api.sock</c>, <c>endpoints/</c>.</summary>
    public required string RunDirectory { get; init; }

    /// <summary>The node's addresses on the segment it shares with the others; empty means autodetected.</summary>
    public IReadOnlyList<IpAddr> NodeAddresses { get; init; } = [];

    /// <summary>How the IPv4 address is found if none is given; null is first-found, and may find nothing.</summary>
    public AutodetectionMethod? V4Method { get; init; }

    /// <summary>How the IPv6 address is found if none is given; null is first-found, and may find nothing.</summary>
    public AutodetectionMethod? V6Method { get; init; }

    /// <summary>How often addresses that were not given are looked for again; zero is never after the start.</summary>
    public TimeSpan AutodetectionInterval { get; init; } = DefaultAutodetectionInterval;

    /// <summary>Routes to other nodes are learnt with BGP, and not derived from their blocks.</summary>
    public bool Bgp { get; init; }

    /// <summary>Metrics and events name each peer of the mesh, and not only the mesh as a whole.</summary>
    public bool BgpEachMeshPeer { get; init; }

    /// <summary>The namespace of the secrets that hold BGP's passwords.</summary>
    public string SecretNamespace { get; init; } = DefaultSecretNamespace;

    /// <summary>Where health is served over TCP, besides the unix socket.</summary>
    public IPEndPoint? Health { get; init; }

    /// <summary>Where Prometheus metrics are served over TCP, besides the unix socket.</summary>
    public IPEndPoint? Metrics { get; init; }

    public string CniSocket => Path.Combine(RunDirectory, "cni.sock");

    public string ApiSocket => Path.Combine(RunDirectory, "agent-api.sock");

    public string EndpointDirectory => Path.Combine(RunDirectory, "endpoints");
}
