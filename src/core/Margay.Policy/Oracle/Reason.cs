using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Oracle;

/// <summary>Why a verdict is what it is. <see cref="object.ToString"/> gives a sentence for people.</summary>
public abstract record Reason
{
    private Reason()
    {
    }

    /// <summary>No policy selects the pod in this direction, so everything passes.</summary>
    public sealed record NoPolicySelects : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => "no policy selects this pod in this direction";
    }

    /// <summary>A rule matched.</summary>
    /// <param name="Policy">The policy.</param>
    /// <param name="Rule">The index of the rule in the policy's list of the direction, from 0.</param>
    public sealed record AllowedBy(PolicyId Policy, int Rule) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"allowed by rule {Rule} of {Policy}";
    }

    /// <summary>Policies select the pod, and no rule of them matched.</summary>
    public sealed record NothingAllowed(IReadOnlyList<PolicyId> Selecting) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"selected by {string.Join(", ", Selecting)}, and no rule allows it";

        /// <inheritdoc/>
        public bool Equals(NothingAllowed? other) => other is not null && Selecting.SequenceEqual(other.Selecting);

        /// <inheritdoc/>
        public override int GetHashCode() => Selecting.Count;
    }

    /// <summary>The source is the pod's own node, which always reaches its pods: a kubelet must be able to probe them.</summary>
    public sealed record HostToOwnPod(string Node) : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => $"node {Node} always reaches its own pods";
    }

    /// <summary>Neither end is a pod with an interface of its own.</summary>
    public sealed record NoPodInvolved : Reason
    {
        /// <inheritdoc/>
        public override string ToString() => "neither end is a pod that policy applies to";
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
}
