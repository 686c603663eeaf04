using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis.Remedy;

/// <summary>Edits a projectcalico.org NetworkPolicy or GlobalNetworkPolicy.</summary>
internal sealed class CalicoEditor(PolicyId id, CalicoPolicySpec? spec, Func<CalicoPolicySpec, Resource> with) : PolicyEditor(id)
{
    private readonly CalicoPolicySpec _spec = spec ?? new CalicoPolicySpec();

    /// <remarks>Numbers want a protocol beside them.</remarks>
    public override PolicyEdit? Widen(RuleTrace rule, WantedRule wanted)
    {
        var old = RulesOf(wanted.Direction)![rule.Index];
        if (OnlyMismatch(rule) != "destination.ports" || !wanted.Flow.Protocol.HasPorts || old.Protocol is null) return null;
        var ports = Inserted(old.Destination!.Ports, null, wanted.Port, out var at);
        var wider = old with { Destination = old.Destination with { Ports = ports } };
        return Edited(wanted.Direction, Replaced(RulesOf(wanted.Direction)!, rule.Index, wider), EditKind.AddedPort, $"{rule.Path}.destination.ports[{at}]");
    }

    public override PolicyEdit Insert(int? before, WantedRule wanted)
    {
        var peer = Peer(wanted);
        IReadOnlyList<string>? ports = wanted.Flow.Protocol.HasPorts ? [wanted.Port] : null;
        var rule = new CalicoRule
        {
            Action = "Allow",
            Protocol = wanted.Flow.Protocol.ToString(),
            Icmp = wanted.Flow.IcmpType is { } type ? new IcmpFields { Type = type, Code = wanted.Flow.IcmpCode } : null,
            Source = wanted.Direction == Direction.Ingress ? peer : null,
            Destination = wanted.Direction == Direction.Egress ? peer with { Ports = ports } : ports is null ? null : new EntityRule { Ports = ports },
        };
        var rules = Inserted(RulesOf(wanted.Direction), before, rule, out var index);
        return Edited(wanted.Direction, rules, EditKind.AddedRule, $"{Field(wanted.Direction)}[{index}]");
    }

    private IReadOnlyList<CalicoRule>? RulesOf(Direction direction) => direction == Direction.Ingress ? _spec.Ingress : _spec.Egress;

    private PolicyEdit Edited(Direction direction, IReadOnlyList<CalicoRule> rules, EditKind kind, string path) => new(
        Id, kind, path, with(direction == Direction.Ingress ? _spec with { Ingress = rules } : _spec with { Egress = rules }));

    /// <remarks>A rule of a namespaced policy looks in its own namespace unless it says otherwise.</remarks>
    private EntityRule Peer(WantedRule wanted) => wanted.Peer switch
    {
        ResolvedEnd.Domain named => new EntityRule { Domains = [named.Name.Text] },
        ResolvedEnd.Pod pod => new EntityRule
        {
            Selector = wanted.Labels.Count == 0 ? "all()" : string.Join(" && ", wanted.Labels.Select(label => $"{label.Key} == '{label.Value}'")),
            NamespaceSelector = pod.Namespace == Id.Namespace ? null : $"projectcalico.org/name == '{pod.Namespace}'",
        },
        _ => new EntityRule { Nets = [wanted.Network] },
    };
}
