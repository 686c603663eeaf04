namespace Margay.Bench;

/// <summary>What the command line chose.</summary>
/// <param name="Dist">The directory of the binaries that are measured.</param>
/// <param name="Pairs">CNI: ADD+DEL pairs of each side.</param>
/// <param name="Rounds">Data path and policy: rounds of each side.</param>
/// <param name="Writes">Enforcement: policies created, and deleted, one after the other.</param>
/// <param name="Shape">Policy: only shapes of clusters with this in their name; empty is all.</param>
internal sealed record BenchOptions(string Dist, int Pairs, int Rounds, int Writes, string Shape)
{
    /// <summary>The path of a published binary.</summary>
    /// <exception cref="BenchException">It is not there.</exception>
    public string Binary(string name)
    {
        var path = Path.Combine(Dist, name);
        return File.Exists(path)
            ? path
            : throw new BenchException($"there is no {path}: build it with scripts/publish, or name a directory with --dist");
    }
}

/// <summary>A scenario cannot go on; the message says why, to a person.</summary>
internal sealed class BenchException(string message) : Exception(message);
