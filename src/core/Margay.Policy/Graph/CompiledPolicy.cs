using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>The identities that sets have.</summary>
internal interface ISetNames
{
    IpSetId Of(Selection selection);

    IpSetId Of(SetDefinition definition);
}

/// <summary>A policy as a dataplane matches it, but that its sets are still definitions. Depends on the policy only.</summary>
internal sealed record CompiledPolicy(
    PolicyId Id, string Tier, IReadOnlyList<RuleFacts> Ingress, IReadOnlyList<RuleFacts> Egress, OpenConnections? OpenConnections)
{
    /// <summary>The policy as it is read.</summary>
    public static CompiledPolicy Of(PolicyId id, PolicyFacts facts) =>
        new(id, id.Kind == PolicyId.Profile ? "" : facts.Tier, facts.Ingress, facts.Egress, facts.OpenConnections);

    /// <summary>The policy with the identities that its sets have.</summary>
    public PolicyIntent Resolve(ISetNames names) =>
        new(Id, Tier, Resolve(Ingress, names), Resolve(Egress, names))
        {
            OpenConnections = OpenConnections,
            LearnsNames = Egress.Any(rule => rule.Destination.Domains.Count > 0),
        };

    private static RuleIntent[] Resolve(IReadOnlyList<RuleFacts> rules, ISetNames names) =>
        [.. rules.Select(rule => Resolve(rule, names))];

    private static RuleIntent Resolve(RuleFacts rule, ISetNames names) => new(
        rule.Action,
        new PacketMatch
        {
            Family = rule.Family,
            Protocol = rule.Protocol,
            NotProtocol = rule.NotProtocol,
            Icmp = rule.Icmp,
            NotIcmp = rule.NotIcmp,
            Source = Resolve(rule.Source, names),
            Destination = Resolve(rule.Destination, names),
        },
        rule.Origin,
        rule.Note);

    private static EndMatch Resolve(EndFacts end, ISetNames names)
    {
        if (end == EndFacts.Any) return EndMatch.Any;
        List<IpSetId>? inside = null, outside = null, ports = null, notPorts = null;
        if (end.Networks is { } networks) (inside ??= []).Add(names.Of(new SetDefinition.Networks(networks)));
        if (end.NotNetworks is { } notNetworks) (outside ??= []).Add(names.Of(new SetDefinition.Networks(notNetworks)));
        if (end.Chosen is { } chosen) (inside ??= []).Add(names.Of(chosen));
        if (end.NotChosen is { } notChosen) (outside ??= []).Add(names.Of(notChosen));
        if (end.Named is { } named) (ports ??= []).Add(names.Of(new SetDefinition.Ports(named)));
        if (end.NotNamed is { } notNamed) (notPorts ??= []).Add(names.Of(new SetDefinition.Ports(notNamed)));
        if (end.Domains.Count > 0) (inside ??= []).Add(names.Of(new SetDefinition.Domains(end.Domains)));
        if (end.Service is { } service)
        {
            var name = names.Of(new SetDefinition.Service(service));
            if (service.WithPorts) (ports ??= []).Add(name);
            else (inside ??= []).Add(name);
        }

        return new EndMatch
        {
            In = inside?.ToArray() ?? [],
            NotIn = outside?.ToArray() ?? [],
            Ports = end.Ports,
            NotPorts = end.NotPorts,
            InPorts = ports?.ToArray() ?? [],
            NotInPorts = notPorts?.ToArray() ?? [],
        };
    }
}
