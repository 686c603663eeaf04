using Margay.Model.Intent;
using Margay.Model.Resources;

namespace Margay.Policy.Analysis.Remedy;

/// <summary>What an edit does to a policy.</summary>
public enum EditKind : byte
{
    /// <summary>It gives the policy another rule.</summary>
    AddedRule,

    /// <summary>It gives a rule another peer.</summary>
    AddedPeer,

    /// <summary>It gives a rule another port.</summary>
    AddedPort,
}

/// <summary>A change of one policy.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Kind">What is done to it.</param>
/// <param name="Path">Where what is added stands afterwards, as in <c>spec.ingress[2]</c> or <c>spec.ingress[0].ports[1]</c>.</param>
/// <param name="After">The policy with what is added.</param>
public sealed record PolicyEdit(PolicyId Policy, EditKind Kind, string Path, Resource After);
