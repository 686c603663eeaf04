using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>projectcalico.org/v3 NetworkSet: labelled prefixes of one namespace.</summary>
public sealed record NetworkSet : Resource
{
    /// <summary>The prefixes.</summary>
    public NetworkSetSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 GlobalNetworkSet: labelled prefixes of no namespace.</summary>
public sealed record GlobalNetworkSet : Resource
{
    /// <summary>The prefixes.</summary>
    public NetworkSetSpec? Spec { get; init; }
}

/// <summary>The spec of both kinds of network sets.</summary>
public sealed record NetworkSetSpec
{
    /// <summary>Prefixes or addresses; host bits may be set.</summary>
    public IReadOnlyList<string>? Nets { get; init; }
}

/// <summary>projectcalico.org/v3 Profile: rules for endpoints that no tier decided about, and labels they inherit.</summary>
public sealed record Profile : Resource
{
    /// <summary>The rules and labels.</summary>
    public ProfileSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 ProfileSpec.</summary>
public sealed record ProfileSpec
{
    /// <summary>Rules for what comes in.</summary>
    public IReadOnlyList<CalicoRule>? Ingress { get; init; }

    /// <summary>Rules for what goes out.</summary>
    public IReadOnlyList<CalicoRule>? Egress { get; init; }

    /// <summary>Labels that endpoints of the profile inherit; their own win.</summary>
    public IReadOnlyDictionary<string, string>? LabelsToApply { get; init; }
}

/// <summary>projectcalico.org/v3 HostEndpoint: interfaces of a node, to which policy applies as to a pod's.</summary>
public sealed record HostEndpoint : Resource
{
    /// <summary>Which interfaces, and what is known of them.</summary>
    public HostEndpointSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 HostEndpointSpec.</summary>
public sealed record HostEndpointSpec
{
    /// <summary>The node.</summary>
    public string Node { get => field ?? ""; init; }

    /// <summary>One interface by name, <c>*</c> for all that no other host endpoint names, or null: found by address.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>The addresses by which selectors know it, and by which an unnamed interface is found.</summary>
    [JsonPropertyName("expectedIPs")]
    public IReadOnlyList<string>? ExpectedIps { get; init; }

    /// <summary>Profiles, in order.</summary>
    public IReadOnlyList<string>? Profiles { get; init; }

    /// <summary>Ports by name.</summary>
    public IReadOnlyList<EndpointPort>? Ports { get; init; }
}

/// <summary>A named port of a host endpoint.</summary>
public sealed record EndpointPort
{
    /// <summary>The name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The protocol by name or number.</summary>
    [JsonConverter(typeof(IntOrStringConverter))]
    public string? Protocol { get; init; }

    /// <summary>The number, 1-65535.</summary>
    public int Port { get; init; }
}
