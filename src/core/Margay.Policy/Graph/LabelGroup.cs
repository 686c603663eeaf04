using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>Something that an index by label holds.</summary>
internal interface ILabelled<T> : IPlace<T>
    where T : class, ILabelled<T>
{
    /// <summary>Those that have the same labels; null while it is in no index.</summary>
    LabelGroup<T>? Group { get; set; }
}

/// <summary>Everything that has the very same labels, as the replicas of a pod have.</summary>
/// <param name="count">How many labels that are.</param>
/// <param name="hash">Their hash.</param>
internal sealed class LabelGroup<T>(int count, int hash) : Roster<T, T>
    where T : class, ILabelled<T>
{
    /// <summary>The hash of the labels.</summary>
    public int Hash { get; } = hash;

    /// <summary>The labels, in the index's own copies of the texts.</summary>
    public LabelSet Labels { get; set; } = LabelSet.Empty;

    /// <summary>For each label, the group's place among the groups that carry it.</summary>
    public int[] Places { get; } = new int[count];
}
