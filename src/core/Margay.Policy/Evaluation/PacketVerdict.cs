using Margay.Model.Intent;

namespace Margay.Policy.Evaluation;

/// <summary>What becomes of a packet at one place.</summary>
public enum PacketFate : byte
{
    /// <summary>Nothing was decided; the next place decides.</summary>
    Undecided,

    /// <summary>It passes.</summary>
    Allowed,

    /// <summary>It is dropped.</summary>
    Denied,
}

/// <summary>What a node's intent says of a packet in one direction of one endpoint.</summary>
/// <param name="Fate">What becomes of it.</param>
/// <param name="Policy">The policy or profile whose rule decided; null if none did.</param>
/// <param name="Rule">The index of that rule in the policy's list of the direction.</param>
/// <param name="Tier">The tier whose default decided; null if none did.</param>
public readonly record struct PacketVerdict(PacketFate Fate, PolicyId? Policy, int? Rule, string? Tier)
{
    /// <summary>Whether the packet passes.</summary>
    public bool IsAllowed => Fate == PacketFate.Allowed;

    internal static PacketVerdict Undecided { get; } = new(PacketFate.Undecided, null, null, null);
}
