namespace Margay.Ipam;

/// <summary>A pod as the record of an address names it.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public readonly record struct PodRef(string Namespace, string Name)
{
    /// <summary>Whether attributes are this pod's.</summary>
    internal bool IsIn(IReadOnlyDictionary<string, string>? attributes) =>
        attributes is not null && attributes.GetValueOrDefault("pod") == Name && attributes.GetValueOrDefault("namespace") == Namespace;
}
