using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>What bearers bring into a set.</summary>
internal static class SetMembers
{
    /// <summary>What one of a bearer's prefixes brings into a set that selects the bearer.</summary>
    public static IEnumerable<IpSetMember> Of(SetDefinition definition, BearerNode bearer, Cidr network)
    {
        if (definition is not SetDefinition.Ports ports) return [IpSetMember.Of(network)];
        return network.IsHost
            ? bearer.Facts.Ports.Where(ports.Named.Contains)
                .Select(port => new IpSetMember(network, port.Protocol, port.Port))
                .Distinct()
            : [];
    }

    /// <summary>What several bearers bring into a set that selects them, with repetitions.</summary>
    public static List<IpSetMember> Of(SetDefinition definition, List<BearerNode> bearers)
    {
        var members = new List<IpSetMember>(bearers.Count);
        foreach (var bearer in bearers)
        {
            foreach (var network in bearer.Networks)
            {
                if (definition is SetDefinition.Chosen) members.Add(IpSetMember.Of(network));
                else members.AddRange(Of(definition, bearer, network));
            }
        }

        return members;
    }
}
