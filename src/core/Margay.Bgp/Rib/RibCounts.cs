namespace Margay.Bgp.Rib;

/// <summary>The size of one family's table. Kept as it changes: to ask costs nothing.</summary>
/// <param name="Prefixes">Prefixes to which there is a path, used or not.</param>
/// <param name="Paths">Paths to them.</param>
/// <param name="Best">Paths that are chosen: the best of each prefix, and those that are as good.</param>
public readonly record struct RibCounts(int Prefixes, int Paths, int Best);
