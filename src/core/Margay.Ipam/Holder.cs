using System.Globalization;

namespace Margay.Ipam;

/// <summary>Who holds an address: the handle, and what is known for people. Equal when both are.</summary>
/// <param name="Handle">The handle; null for a record that names none.</param>
/// <param name="Attributes"><c>pod</c>, <c>namespace</c>, <c>node</c>, <c>timestamp</c>, <c>type</c> …</param>
public sealed record Holder(HandleId? Handle, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>A holder of which nothing is known.</summary>
    public static Holder Unknown { get; } = new(null, new Dictionary<string, string>());

    /// <summary>
    /// The same of a pod that waits to take the address over, as the target of a live migration does; null if none does.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Alternate { get; init; }

    /// <summary>The node that uses the address, if the record says so.</summary>
    public string? Node => Attributes.GetValueOrDefault("node");

    /// <summary>Since when a virtual machine without pods has kept the address; null for any other holder.</summary>
    public DateTimeOffset? VacantSince =>
        Alternate is null && Attributes.ContainsKey(Succession.VirtualMachine) && !Attributes.ContainsKey("pod")
        && DateTimeOffset.TryParse(Attributes.GetValueOrDefault("timestamp"), CultureInfo.InvariantCulture, out var since)
            ? since
            : null;

    /// <summary><c>NAMESPACE/POD</c>, or the type, or the handle: the best name for people.</summary>
    public string DisplayName =>
        Attributes.TryGetValue("pod", out var pod) ? $"{Attributes.GetValueOrDefault("namespace")}/{pod}"
        : Attributes.GetValueOrDefault("type") ?? Handle?.ToString() ?? "unknown";

    /// <inheritdoc/>
    public bool Equals(Holder? other) =>
        other is not null && Handle == other.Handle && Same(Attributes, other.Attributes)
        && (Alternate is null ? other.Alternate is null : other.Alternate is not null && Same(Alternate, other.Alternate));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Handle, Attributes.Count);

    private static bool Same(IReadOnlyDictionary<string, string> some, IReadOnlyDictionary<string, string> others) =>
        some.Count == others.Count && some.All(pair => others.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
