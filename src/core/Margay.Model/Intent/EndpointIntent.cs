using Margay.Primitives;

namespace Margay.Model.Intent;

/// <summary>What becomes of a packet that policies of a tier select and none of their rules decides.</summary>
public enum TierDefault : byte
{
    /// <summary>It is dropped.</summary>
    Deny,

    /// <summary>It goes on to the next tier.</summary>
    Pass,
}

/// <summary>The policies of one tier that apply to one direction of one endpoint; at least one.</summary>
/// <param name="Name">The tier's name.</param>
/// <param name="Default">What follows its policies.</param>
/// <param name="Policies">The policies to try, in order; the first rule that allows, denies or passes decides.</param>
public sealed record TierIntent(string Name, TierDefault Default, IReadOnlyList<PolicyId> Policies);

/// <summary>How one direction of an endpoint is judged: its tiers, then its profiles, then <paramref name="OtherwiseAllow"/>.</summary>
/// <param name="Tiers">The tiers in order; only those with a policy that applies.</param>
/// <param name="Profiles">Profiles to try after the last tier, in order; a Pass in one counts as no match.</param>
/// <param name="OtherwiseAllow">Whether what is still undecided passes; else it is dropped.</param>
public sealed record DirectionIntent(
    IReadOnlyList<TierIntent> Tiers, IReadOnlyList<PolicyId> Profiles, bool OtherwiseAllow)
{
    /// <summary>Everything passes: a pod of a known namespace that no policy selects.</summary>
    public static DirectionIntent Open { get; } = new([], [], true);

    /// <summary>Nothing passes: the state of an endpoint about which nothing is known.</summary>
    public static DirectionIntent Closed { get; } = new([], [], false);

    /// <summary>Whether everything passes.</summary>
    public bool IsOpen => OtherwiseAllow && Tiers.Count == 0 && Profiles.Count == 0;

    /// <summary>Every policy and profile that is named, in the order in which they are tried.</summary>
    public IEnumerable<PolicyId> Policies => Tiers.SelectMany(tier => tier.Policies).Concat(Profiles);
}

/// <summary>A local workload endpoint: one pod interface and the policies on both its directions.</summary>
/// <param name="Interface">The host side of the pod's veth, as in <c>cali1a2b3c4d5e6</c>.</param>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Name">The pod's name.</param>
/// <param name="Addresses">The pod's addresses, sorted.</param>
/// <param name="Sources">
/// Prefixes beside its addresses that its packets may come from where the node allows such, sorted; packets with any other
/// source are dropped.
/// </param>
/// <param name="Ingress">What may come to the pod.</param>
/// <param name="Egress">What may leave it.</param>
public sealed record WorkloadEndpointIntent(
    string Interface,
    string Namespace,
    string Name,
    IReadOnlyList<IpAddr> Addresses,
    IReadOnlyList<Cidr> Sources,
    DirectionIntent Ingress,
    DirectionIntent Egress);

/// <summary>
/// A host endpoint of this node that an interface was found for. What a hook's tiers leave undecided passes that hook,
/// but for <see cref="Ingress"/> and <see cref="Egress"/>, which end as their <see cref="DirectionIntent"/> says.
/// </summary>
/// <param name="Name">The resource's name.</param>
/// <param name="Interface">
/// The interface; <see cref="AnyInterface"/> for every one that is no workload's and that no other host endpoint has.
/// </param>
public sealed record HostEndpointIntent(string Name, string Interface)
{
    /// <summary>Every interface without a host endpoint of its own.</summary>
    public const string AnyInterface = "*";

    /// <summary>What comes to the node itself (input).</summary>
    public DirectionIntent Ingress { get; init; } = DirectionIntent.Closed;

    /// <summary>What the node itself sends (output).</summary>
    public DirectionIntent Egress { get; init; } = DirectionIntent.Closed;

    /// <summary>What comes in to be forwarded: policies with applyOnForward. None: everything passes.</summary>
    public IReadOnlyList<TierIntent> ForwardIngress { get; init; } = [];

    /// <summary>What is forwarded out of the interface.</summary>
    public IReadOnlyList<TierIntent> ForwardEgress { get; init; } = [];

    /// <summary>
    /// Before connection tracking (raw): an Allow passes untracked and skips the other hooks. Tiers' defaults do not
    /// count here.
    /// </summary>
    public IReadOnlyList<TierIntent> UntrackedIngress { get; init; } = [];

    /// <summary>As <see cref="UntrackedIngress"/>, for what the node sends.</summary>
    public IReadOnlyList<TierIntent> UntrackedEgress { get; init; } = [];

    /// <summary>
    /// Before destinations are translated (mangle, prerouting): an Allow skips ingress and forward ingress policy of
    /// host endpoints. Tiers' defaults do not count here.
    /// </summary>
    public IReadOnlyList<TierIntent> PreDnat { get; init; } = [];

    /// <summary>The tiers of every hook.</summary>
    public IEnumerable<TierIntent> Tiers =>
        new[] { Ingress.Tiers, Egress.Tiers, ForwardIngress, ForwardEgress, UntrackedIngress, UntrackedEgress, PreDnat }
            .SelectMany(tiers => tiers);

    /// <summary>Every policy and profile that is named by any hook.</summary>
    public IEnumerable<PolicyId> Policies =>
        Tiers.SelectMany(tier => tier.Policies).Concat(Ingress.Profiles).Concat(Egress.Profiles);
}
