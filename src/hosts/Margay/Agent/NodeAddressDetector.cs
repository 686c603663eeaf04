using System.Net;
using System.Net.Sockets;
using Margay.Client;
using Margay.Dataplane.Links;
using Margay.Dataplane.Linux.Links;
using Margay.Host.Cli;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Host.Agent;

/// <summary>Finds the node's addresses where none were given, by a method for each family.</summary>
internal sealed class NodeAddressDetector(AgentOptions options, LinkTable links, ApiClient api)
{
    /// <summary>The node's addresses, at most one of each family.</summary>
    /// <exception cref="CliException">A method that was asked for finds nothing.</exception>
    public async Task<IReadOnlyList<IpAddr>> DetectAsync(CancellationToken stop)
    {
        if (options.NodeAddresses.Count > 0) return options.NodeAddresses;
        var found = new List<IpAddr>();
        foreach (var (family, asked) in new[] { (IpFamily.V4, options.V4Method), (IpFamily.V6, options.V6Method) })
        {
            var address = await DetectAsync(asked ?? new AutodetectionMethod.FirstFound(), family, stop);
            if (!address.IsNone) found.Add(address);
            else if (asked is not null) throw new CliException($"no {family} address of this node was found in the way that was asked for: choose another method, or give it with --node-ip");
        }

        return found;
    }

    private async Task<IpAddr> DetectAsync(AutodetectionMethod method, IpFamily family, CancellationToken stop)
    {
        switch (method)
        {
            case AutodetectionMethod.KubernetesInternalIp:
                var node = await api.GetAsync(Kinds.Node, null, options.NodeName, stop);
                return (node?.Status?.Addresses ?? []).Where(one => one.Type == "InternalIP")
                    .Select(one => IpAddr.TryParse(one.Address, out var address) ? address : default).FirstOrDefault(one => one.Family == family);
            case AutodetectionMethod.CanReach reached:
                foreach (var destination in await AddressesOfAsync(reached.Destination, family, stop))
                {
                    if (links.SourceTo(destination) is { IsNone: false } source) return source;
                }

                return default;
            default:
                return NodeAddressChoice.Of(method, family, links.Held());
        }
    }

    private static async Task<IEnumerable<IpAddr>> AddressesOfAsync(string destination, IpFamily family, CancellationToken stop)
    {
        if (IpAddr.TryParse(destination, out var address)) return address.Family == family ? [address] : [];
        try
        {
            var answers = await Dns.GetHostAddressesAsync(destination, family == IpFamily.V4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, stop);
            return answers.Select(answer => IpAddr.TryFromBytes(answer.GetAddressBytes(), out var one) ? one : default).Where(one => !one.IsNone);
        }
        catch (SocketException)
        {
            // A name that stands for no address of the family reaches nothing.
            return [];
        }
    }
}
