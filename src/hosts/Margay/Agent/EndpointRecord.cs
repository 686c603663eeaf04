using System.Text.Json.Serialization;
using Margay.Dataplane.Links;
using Margay.Model.Intent;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Host.Agent;

/// <summary>
/// One pod interface that the CNI plugin asked for and the agent made: what neither the API nor the kernel can tell a
/// restarted agent.
/// </summary>
internal sealed record EndpointRecord
{
    public required string ContainerId { get; init; }

    /// <summary>The interface inside the pod, as in <c>eth0</c>.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>The host side of the veth, as in <c>cali1a2b3c4d5e6</c>.</summary>
    public required string HostInterface { get; init; }

    public required string Namespace { get; init; }

    public required string Pod { get; init; }

    /// <summary>Where the pod's network namespace was when it was made, so that a lost link can be made anew.</summary>
    public required string NetnsPath { get; init; }

    /// <summary>The IPAM handle under which the addresses are released.</summary>
    public required string Handle { get; init; }

    /// <summary>Whether the handle is that of a KubeVirt virtual machine, whose pods share it.</summary>
    public bool IsOfMachine { get; init; }

    /// <summary>Whether the virtual machine is in the pod.</summary>
    public Presence Presence { get; init; }

    public required int Mtu { get; init; }

    public required IReadOnlyList<string> Addresses { get; init; }

    public LocalEndpoint ToLocalEndpoint() =>
        new(HostInterface, Namespace, Pod, [.. Addresses.Select(IpAddr.Parse).Order()]);

    public PodLinkSpec ToLinkSpec() => new(HostInterface, InterfaceName, Mtu, [.. Addresses.Select(IpAddr.Parse)]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EndpointRecord))]
internal sealed partial class AgentJson : JsonSerializerContext;
