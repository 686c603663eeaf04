using Margay.Api.Storage;

namespace Margay.Host.Hub.Realized;

/// <summary>Where a version of a policy is enforced.</summary>
/// <param name="Key">The policy.</param>
/// <param name="Version">The version.</param>
/// <param name="Nodes">How many nodes there are.</param>
/// <param name="Waiting">The nodes whose kernel is not known to enforce it yet, by name; why, where that is known.</param>
/// <param name="Took">How long after its write the last node had it; null while one waits, and where the write was not seen.</param>
internal sealed record PolicyRealization(
    ResourceKey Key, PolicyVersion Version, int Nodes, IReadOnlyList<(string Node, string? Why)> Waiting, TimeSpan? Took)
{
    /// <summary>Whether every node enforces it, and there is one.</summary>
    public bool IsLive => Nodes > 0 && Waiting.Count == 0;
}
