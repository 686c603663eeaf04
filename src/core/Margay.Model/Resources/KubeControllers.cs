using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>projectcalico.org/v3 KubeControllersConfiguration; the only one is named <c>default</c>.</summary>
public sealed record KubeControllersConfiguration : Resource
{
    /// <summary>The settings; those that controllers read.</summary>
    public KubeControllersConfigurationSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 KubeControllersConfigurationSpec. Null means the default.</summary>
public sealed record KubeControllersConfigurationSpec
{
    /// <summary>The settings of each controller.</summary>
    public ControllersConfig? Controllers { get; init; }
}

/// <summary>The settings of each controller.</summary>
public sealed record ControllersConfig
{
    /// <summary>The controller that looks after nodes.</summary>
    public NodeControllerConfig? Node { get; init; }
}

/// <summary>The controller that looks after nodes.</summary>
public sealed record NodeControllerConfig
{
    /// <summary>Host endpoints that are made for nodes.</summary>
    public AutoHostEndpointConfig? HostEndpoint { get; init; }
}

/// <summary>Which host endpoints are made for nodes.</summary>
public sealed record AutoHostEndpointConfig
{
    /// <summary><c>Enabled</c>, or <c>Disabled</c> (null): none are made.</summary>
    public string? AutoCreate { get; init; }

    /// <summary>Whether each node gets one for all of its interfaces: <c>Enabled</c> (null) or <c>Disabled</c>.</summary>
    public string? CreateDefaultHostEndpoint { get; init; }

    /// <summary>Host endpoints for interfaces of their own.</summary>
    public IReadOnlyList<HostEndpointTemplate>? Templates { get; init; }
}

/// <summary>A host endpoint that is made for each node it selects.</summary>
public sealed record HostEndpointTemplate
{
    /// <summary>A word of the names that are made.</summary>
    public string GenerateName { get => field ?? ""; init; }

    /// <summary>Ranges: those of the node's addresses that lie in one are expected.</summary>
    [JsonPropertyName("interfaceCIDRs")]
    public IReadOnlyList<string>? InterfaceCidrs { get; init; }

    /// <summary>A regular expression of interface names: each that matches gets a host endpoint.</summary>
    public string? InterfacePattern { get; init; }

    /// <summary>Labels of the host endpoints.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations of the host endpoints.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Nodes by their labels; empty is all.</summary>
    public string? NodeSelector { get; init; }
}
