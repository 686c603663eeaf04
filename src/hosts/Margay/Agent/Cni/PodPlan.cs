using System.Text.Json;
using Margay.CniSpec;
using Margay.Ipam;
using Margay.Model.Resources;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Host.Agent.Cni;

/// <summary>What an ADD has to ask IPAM for: from annotations of the pod before the network configuration.</summary>
internal sealed record PodPlan(
    HandleId Handle, IReadOnlyList<IpFamily> Families, IReadOnlyList<string> Pools, IReadOnlyList<IpAddr> Addresses, int? Mtu)
{
    /// <summary>The KubeVirt virtual machine whose addresses the pod gets; null if it gets its own.</summary>
    public VirtualMachinePod? Machine { get; private init; }

    /// <summary>How the pod shares them with others of the virtual machine.</summary>
    public Tenancy Tenancy => Machine is null ? Tenancy.Sole : Machine.IsTarget ? Tenancy.Successor : Tenancy.Tenant;


    private const string PoolsV4 = "cni.projectcalico.org/ipv4pools";
    private const string PoolsV6 = "cni.projectcalico.org/ipv6pools";
    private const string Requested = "cni.projectcalico.org/ipAddrs";

    /// <summary>Without a word about families, those are used for which there is a pool.</summary>
    public static PodPlan Of(CniRequest request, PodView view, IReadOnlyList<Pool> pools)
    {
        var ipam = request.Config.Ipam ?? new CniIpamConf();
        var annotations = view.Pod.Metadata.Annotations ?? new Dictionary<string, string>();
        var families = new List<IpFamily>(2);
        if (ipam.AssignIpv4 ?? pools.Any(pool => pool.Cidr.Family == IpFamily.V4)) families.Add(IpFamily.V4);
        if (ipam.AssignIpv6 ?? pools.Any(pool => pool.Cidr.Family == IpFamily.V6)) families.Add(IpFamily.V6);
        if (families.Count == 0)
        {
            throw new CniException(
                CniErrorCode.TryAgainLater, "no address for the pod", "there is no IPPool: create one, for instance of 10.244.0.0/16");
        }

        var machine = VirtualMachinePod.Of(view.Pod);
        return new PodPlan(
            machine is null
                ? HandleId.OfContainer(request.Config.Name, request.ContainerId)
                : HandleId.OfVirtualMachine(request.Config.Name, machine.Namespace, machine.Name),
            families,
            [.. List(annotations, PoolsV4) ?? ipam.Ipv4Pools, .. List(annotations, PoolsV6) ?? ipam.Ipv6Pools],
            AddressesOf(request, annotations),
            request.Config.Mtu > 0 ? request.Config.Mtu : view.Mtu)
        {
            Machine = machine,
        };
    }

    /// <summary>What is kept with the addresses beside pod, namespace and node.</summary>
    public IReadOnlyDictionary<string, string>? Attributes()
    {
        if (Machine is null) return null;
        var attributes = new Dictionary<string, string>
        {
            [Succession.VirtualMachine] = Machine.Name,
            ["vmi-uid"] = Machine.InstanceUid,
        };
        if (Machine.MigrationUid is { } migration) attributes["vmim-uid"] = migration;
        return attributes;
    }

    public EndpointRecord ToRecord(CniRequest request, string host, IReadOnlyList<AssignedAddress> addresses, Func<int> detectMtu) => new()
    {
        ContainerId = request.ContainerId,
        InterfaceName = request.InterfaceName,
        HostInterface = host,
        Namespace = request.Args.PodNamespace,
        Pod = request.Args.PodName,
        NetnsPath = request.Netns,
        Handle = Handle.ToString(),
        Mtu = Mtu ?? detectMtu(),
        IsOfMachine = Machine is not null,
        Presence = addresses.Any(assigned => assigned.IsAwaited) ? Presence.Awaited : Presence.Here,
        Addresses = [.. addresses.Select(assigned => assigned.Address).Order().Select(address => address.ToString())],
    };

    private static List<IpAddr> AddressesOf(CniRequest request, IReadOnlyDictionary<string, string> annotations)
    {
        if (request.Args.RequestedAddress is { } asked) return [asked];
        var addresses = new List<IpAddr>();
        foreach (var text in List(annotations, Requested) ?? [])
        {
            addresses.Add(IpAddr.TryParse(text, out var address)
                ? address
                : throw Malformed(Requested, $"'{text}' is not an IP address"));
        }

        return addresses;
    }

    private static string[]? List(IReadOnlyDictionary<string, string> annotations, string key)
    {
        if (!annotations.TryGetValue(key, out var text)) return null;
        try
        {
            return JsonSerializer.Deserialize(text, PlanJson.Default.StringArray) ?? [];
        }
        catch (JsonException)
        {
            throw Malformed(key, $"'{text}' is not a JSON list of strings");
        }
    }

    private static CniException Malformed(string annotation, string problem) =>
        new(CniErrorCode.InvalidNetworkConfig, $"annotation {annotation} of the pod is unusable", problem);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class PlanJson : System.Text.Json.Serialization.JsonSerializerContext;
