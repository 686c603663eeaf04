using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Oracle;

/// <summary>Why a verdict is what it is. <see cref="object.ToString"/> gives a sentence for people.</summary>
public abstract record Reason
{
    private Reason()
    {
    }

    /// <summary>No policy selects the endpoint in this direction at this hook, so what holds without policy holds.</summary>
    public sealed record NoPolicySelects : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => "no policy selects it in this direction";
    }

    /// <summary>A rule of a policy matched, and allows or denies.</summary>
    /// <param name="Tier">The policy's tier.</param>
    /// <param name="Policy">The policy.</param>
    /// <param name="Rule">The index of the rule in the policy's list of the direction, from 0.</param>
    /// <param name="Verdict">What the rule says.</param>
    public sealed record ByRule(string Tier, PolicyId Policy, int Rule, Verdict Verdict) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Words(Verdict)} by rule {Rule} of {Policy}";
    }

    /// <summary>Policies of a tier select the endpoint, no rule of them decided, and the tier denies.</summary>
    public sealed record EndOfTier(string Tier, IReadOnlyList<PolicyId> Policies) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"selected by {string.Join(", ", Policies)} of tier {Tier}, and no rule decides";

        /// <inheritdoc/>
        public bool Equals(EndOfTier? other) =>
            other is not null && Tier == other.Tier && Policies.SequenceEqual(other.Policies);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Tier, Policies.Count);
    }

    /// <summary>
    /// Every tier passed on, and there is nothing after the tiers: forwarded packets pass, those of the untracked and
    /// pre-DNAT hooks go on to the next.
    /// </summary>
    public sealed record AllTiersPassed : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => "no tier decides";
    }

    /// <summary>No tier decided, and a profile did. A namespace is a profile, <c>kns.NAME</c>, that allows everything.</summary>
    public sealed record ByProfile(string Profile, int Rule, Verdict Verdict) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Words(Verdict)} by rule {Rule} of profile {Profile}, as no tier decides";
    }

    /// <summary>No tier decided, and a profile whose turn it is does not exist or cannot be read; that denies.</summary>
    public sealed record ProfileMissing(string Profile) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"no tier decides, and there is no profile {Profile}";
    }

    /// <summary>No tier decided and no profile either; that denies.</summary>
    public sealed record NoProfileDecides : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => "no tier and no profile decides";
    }

    /// <summary>No tier decided, and the pod's namespace, which would allow it, is not there; that denies.</summary>
    public sealed record NamespaceUnknown(string Namespace) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"no tier decides, and there is no namespace {Namespace}";
    }

    /// <summary>The port stays open at host endpoints whatever policies say.</summary>
    public sealed record FailsafePort(IpProtocol Protocol, ushort Port) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Protocol} {Port} is a failsafe port";
    }

    /// <summary>It is what finds neighbours over IPv6, which passes host endpoints whatever policies say.</summary>
    public sealed record NeighborDiscovery : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => "it is neighbour discovery, without which nothing is reached over IPv6";
    }

    /// <summary>The source is the pod's own node, which always reaches its pods: a kubelet must be able to probe them.</summary>
    public sealed record HostToOwnPod(string Node) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"node {Node} always reaches its own pods";
    }

    /// <summary>A pod calls its own node; after the pod's egress policy a setting of the node decides.</summary>
    public sealed record EndpointToHost(string Node, string Action, Verdict Verdict) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Words(Verdict)}, as defaultEndpointToHostAction of node {Node} is {Action}";
    }

    /// <summary>No pod and no host endpoint is on the way.</summary>
    public sealed record NoEndpointInvolved : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => "no pod and no host endpoint that policy applies to is involved";
    }

    /// <summary>The cluster has no such pod.</summary>
    public sealed record UnknownEnd(FlowEnd End) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"there is no pod {End}";
    }

    /// <summary>The end has no address of the family: it is not yet set up, has finished, or speaks only the other one.</summary>
    /// <param name="End">The end.</param>
    /// <param name="Family">The family; None if the ends have none in common.</param>
    public sealed record NoAddressOfFamily(FlowEnd End, IpFamily Family) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => Family == IpFamily.None
            ? $"{End} has no address of a family that the other end speaks"
            : $"{End} has no IP{(Family == IpFamily.V4 ? "v4" : "v6")} address";
    }

    private static string Words(Verdict verdict) => verdict == Verdict.Allow ? "allowed" : "denied";
}
