namespace Margay.Ipam;

/// <summary>Who holds an address: the handle, and what is known for people. Equal when both are.</summary>
/// <param name="Handle">The handle; null for a record that names none.</param>
/// <param name="Attributes"><c>pod</c>, <c>namespace</c>, <c>node</c>, <c>timestamp</c>, <c>type</c> …</param>
public sealed record Holder(HandleId? Handle, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>A holder of which nothing is known.</summary>
    public static Holder Unknown { get; } = new(null, new Dictionary<string, string>());

    /// <summary>The node that uses the address, if the record says so.</summary>
    public string? Node => Attributes.GetValueOrDefault("node");

    /// <summary><c>NAMESPACE/POD</c>, or the type, or the handle: the best name for people.</summary>
    public string DisplayName =>
        Attributes.TryGetValue("pod", out var pod) ? $"{Attributes.GetValueOrDefault("namespace")}/{pod}"
        : Attributes.GetValueOrDefault("type") ?? Handle?.ToString() ?? "unknown";

    /// <inheritdoc/>
    public bool Equals(Holder? other) =>
        other is not null && Handle == other.Handle && Attributes.Count == other.Attributes.Count
        && Attributes.All(pair => other.Attributes.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Handle, Attributes.Count);
}
