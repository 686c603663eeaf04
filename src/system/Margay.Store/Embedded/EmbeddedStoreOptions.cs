namespace Margay.Store.Embedded;

/// <summary>How an embedded store is kept.</summary>
/// <param name="Path">The SQLite file; made when it is not there. Its folder must exist.</param>
public sealed record EmbeddedStoreOptions(string Path)
{
    /// <summary>How many changes of each kind watches can go back; older ones are forgotten.</summary>
    public int History { get; init; } = 10_000;
}
