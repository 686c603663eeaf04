using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Settings;

namespace Margay.Policy.Snapshot;

/// <summary>Where on the way of a packet a policy is judged. Pods know only <see cref="Normal"/>.</summary>
[Flags]
public enum PolicyHooks : byte
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>To and from the endpoint itself.</summary>
    Normal = 1,

    /// <summary>Through a host endpoint's interface.</summary>
    Forward = 2,

    /// <summary>Before connection tracking, on host endpoints.</summary>
    Untracked = 4,

    /// <summary>Before destinations are translated, on host endpoints.</summary>
    PreDnat = 8,
}

/// <summary>A policy in the graph's own terms, whichever kind of resource it was written as.</summary>
/// <param name="Subject">What it selects.</param>
/// <param name="Tier">The tier it is in.</param>
/// <param name="Order">Its place in the tier, ascending; infinite for the last.</param>
public sealed record PolicyFacts(Selection Subject, string Tier, double Order)
{
    /// <summary>The order of every networking.k8s.io NetworkPolicy.</summary>
    public const double KubernetesOrder = 1000;

    /// <summary>Where it is judged.</summary>
    public PolicyHooks Hooks { get; init; } = PolicyHooks.Normal;

    /// <summary>Whether it applies to what comes in.</summary>
    public bool AppliesToIngress { get; init; }

    /// <summary>Whether it applies to what goes out.</summary>
    public bool AppliesToEgress { get; init; }

    /// <summary>Its ingress rules.</summary>
    public IReadOnlyList<RuleFacts> Ingress { get; init; } = [];

    /// <summary>Its egress rules.</summary>
    public IReadOnlyList<RuleFacts> Egress { get; init; } = [];

    /// <summary>Whether every node keeps it ready, selected there or not.</summary>
    public bool IsNeededEverywhere { get; init; }

    /// <summary>What becomes of open connections that it denies; null is the node's choice.</summary>
    public OpenConnections? OpenConnections { get; init; }

    /// <summary>The same with what the resource's annotations say.</summary>
    internal PolicyFacts For(Resource policy) => this with { OpenConnections = OpenConnectionsAnnotation.Read(policy.Metadata.Annotations) };

    /// <summary>Whether it applies to a direction.</summary>
    public bool AppliesTo(Direction direction) =>
        direction == Direction.Ingress ? AppliesToIngress : AppliesToEgress;
}
