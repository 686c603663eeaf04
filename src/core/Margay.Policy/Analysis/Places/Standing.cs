using Margay.Policy.Analysis.Programs;

namespace Margay.Policy.Analysis.Places;

/// <summary>Where a place stands in one cluster: what rules know of its addresses, and what its own policies ask.</summary>
/// <param name="Membership">The sets that hold its addresses.</param>
/// <param name="Egress">The egress of its pods; null for what is no pod.</param>
/// <param name="Ingress">The ingress of its pods; null for what is no pod.</param>
internal sealed record Standing(Membership Membership, DirectionProgram? Egress, DirectionProgram? Ingress);
