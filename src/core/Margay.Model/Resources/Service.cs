using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>core/v1 Service, as far as Margay reads it.</summary>
public sealed record Service : Resource
{
    /// <summary>What is wanted.</summary>
    public ServiceSpec? Spec { get; init; }

    /// <summary>What is observed.</summary>
    public ServiceStatus? Status { get; init; }
}

/// <summary>core/v1 ServiceSpec.</summary>
public sealed record ServiceSpec
{
    /// <summary><c>ClusterIP</c> (null), <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The address of the service; <c>None</c> for a headless one.</summary>
    [JsonPropertyName("clusterIP")]
    public string? ClusterIp { get; init; }

    /// <summary>The addresses of the service, at most one of each family.</summary>
    [JsonPropertyName("clusterIPs")]
    public IReadOnlyList<string>? ClusterIps { get; init; }

    /// <summary>Addresses that somebody routes to the nodes.</summary>
    [JsonPropertyName("externalIPs")]
    public IReadOnlyList<string>? ExternalIps { get; init; }

    /// <summary><c>Cluster</c> (null), or <c>Local</c>: what comes from outside is answered by the node it comes to.</summary>
    public string? ExternalTrafficPolicy { get; init; }

    /// <summary>Labels of the pods behind it.</summary>
    public IReadOnlyDictionary<string, string>? Selector { get; init; }

    /// <summary>Its ports.</summary>
    public IReadOnlyList<ServicePort>? Ports { get; init; }
}

/// <summary>core/v1 ServiceStatus.</summary>
public sealed record ServiceStatus
{
    /// <summary>Where its load balancer is reached.</summary>
    public LoadBalancerStatus? LoadBalancer { get; init; }
}

/// <summary>core/v1 LoadBalancerStatus.</summary>
public sealed record LoadBalancerStatus
{
    /// <summary>Its entrances.</summary>
    public IReadOnlyList<LoadBalancerIngress>? Ingress { get; init; }
}

/// <summary>core/v1 LoadBalancerIngress.</summary>
public sealed record LoadBalancerIngress
{
    /// <summary>An address; null where it has a name only.</summary>
    public string? Ip { get; init; }
}

/// <summary>core/v1 ServicePort.</summary>
public sealed record ServicePort
{
    /// <summary>Its name; null when it is the only one.</summary>
    public string? Name { get; init; }

    /// <summary>The protocol; null is TCP.</summary>
    public string? Protocol { get; init; }

    /// <summary>The port of the service.</summary>
    public int Port { get; init; }

    /// <summary>The port of the pods behind it, by number or name; null is the same.</summary>
    [JsonConverter(typeof(IntOrStringConverter))]
    public string? TargetPort { get; init; }

    /// <summary>The port of every node.</summary>
    public int? NodePort { get; init; }
}

/// <summary>discovery.k8s.io/v1 EndpointSlice: some of the endpoints behind a service.</summary>
public sealed record EndpointSlice : Resource
{
    /// <summary>The label that names the service.</summary>
    public const string ServiceNameLabel = "kubernetes.io/service-name";

    /// <summary><c>IPv4</c>, <c>IPv6</c> or <c>FQDN</c>.</summary>
    public string? AddressType { get; init; }

    /// <summary>The endpoints.</summary>
    public IReadOnlyList<SliceEndpoint>? Endpoints { get; init; }

    /// <summary>The ports, the same for each endpoint.</summary>
    public IReadOnlyList<SlicePort>? Ports { get; init; }
}

/// <summary>One endpoint of a slice.</summary>
public sealed record SliceEndpoint
{
    /// <summary>Its addresses.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }

    /// <summary>Whether it serves; policy does not ask.</summary>
    public SliceConditions? Conditions { get; init; }

    /// <summary>Its node.</summary>
    public string? NodeName { get; init; }
}

/// <summary>How an endpoint is.</summary>
public sealed record SliceConditions
{
    /// <summary>Whether it takes traffic; null counts as true.</summary>
    public bool? Ready { get; init; }

    /// <summary>Whether it answers, ready or not.</summary>
    public bool? Serving { get; init; }

    /// <summary>Whether it is being taken away.</summary>
    public bool? Terminating { get; init; }
}

/// <summary>One port of a slice.</summary>
public sealed record SlicePort
{
    /// <summary>The name of the service's port.</summary>
    public string? Name { get; init; }

    /// <summary>The protocol; null is TCP.</summary>
    public string? Protocol { get; init; }

    /// <summary>The endpoint's port; null is every port.</summary>
    public int? Port { get; init; }
}
