using Margay.Dataplane.Tables;
using Margay.Model.Settings;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;

namespace Margay.Host.Agent.Names;

/// <summary>The DNS servers that settings trust, as addresses and ports.</summary>
internal static class NameServers
{
    /// <summary>The servers, sorted; of services those endpoints that the graph knows.</summary>
    public static IReadOnlyList<NameServer> Of(IReadOnlyList<TrustedServer> trusted, PolicyGraph graph) =>
        [.. trusted.SelectMany(server => Of(server, graph)).Distinct().Order()];

    private static IEnumerable<NameServer> Of(TrustedServer server, PolicyGraph graph) => server.Service is not { } service
        ? [new NameServer(server.Address, server.Port ?? NameServer.DefaultPort)]
        : graph.EndpointsOf(new ServiceKey(service.Namespace, service.Name))
            .Where(member => server.Port is null || member.Port == server.Port)
            .Select(member => new NameServer(member.Cidr.Network, member.Port));
}
