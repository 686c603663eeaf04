using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>A policy as a dataplane matches it, but that its sets are still definitions. Depends on the policy only.</summary>
internal sealed record CompiledPolicy(
    PolicyId Id, string Tier, IReadOnlyList<RuleFacts> Ingress, IReadOnlyList<RuleFacts> Egress)
{
    /// <summary>The policy as it is read.</summary>
    public static CompiledPolicy Of(PolicyId id, PolicyFacts facts) =>
        new(id, id.Kind == PolicyId.Profile ? "" : facts.Tier, facts.Ingress, facts.Egress);

    /// <summary>The policy with the identities that its sets have.</summary>
    public PolicyIntent Resolve(Func<SetDefinition, IpSetId> identify) =>
        new(Id, Tier, Resolve(Ingress, identify), Resolve(Egress, identify));

    private static RuleIntent[] Resolve(IReadOnlyList<RuleFacts> rules, Func<SetDefinition, IpSetId> identify) =>
        [.. rules.Select(rule => Resolve(rule, identify))];

    private static RuleIntent Resolve(RuleFacts rule, Func<SetDefinition, IpSetId> identify) => new(
        rule.Action,
        new PacketMatch
        {
            Family = rule.Family,
            Protocol = rule.Protocol,
            NotProtocol = rule.NotProtocol,
            Icmp = rule.Icmp,
            NotIcmp = rule.NotIcmp,
            Source = Resolve(rule.Source, identify),
            Destination = Resolve(rule.Destination, identify),
        },
        rule.Origin,
        rule.Note);

    private static EndMatch Resolve(EndFacts end, Func<SetDefinition, IpSetId> identify)
    {
        if (end == EndFacts.Any) return EndMatch.Any;
        List<IpSetId> inside = [], outside = [], ports = [], notPorts = [];
        if (end.Networks is { } networks) inside.Add(identify(new SetDefinition.Networks(networks)));
        if (end.NotNetworks is { } notNetworks) outside.Add(identify(new SetDefinition.Networks(notNetworks)));
        if (end.Chosen is { } chosen) inside.Add(identify(new SetDefinition.Chosen(chosen)));
        if (end.NotChosen is { } notChosen) outside.Add(identify(new SetDefinition.Chosen(notChosen)));
        if (end.Named is { } named) ports.Add(identify(new SetDefinition.Ports(named)));
        if (end.NotNamed is { } notNamed) notPorts.Add(identify(new SetDefinition.Ports(notNamed)));
        if (end.Service is { } service)
            (service.WithPorts ? ports : inside).Add(identify(new SetDefinition.Service(service)));
        return new EndMatch
        {
            In = inside,
            NotIn = outside,
            Ports = end.Ports,
            NotPorts = end.NotPorts,
            InPorts = ports,
            NotInPorts = notPorts,
        };
    }
}
