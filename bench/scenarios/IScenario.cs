using Margay.Bench.Results;

namespace Margay.Bench;

/// <summary>One thing that is measured, beside its peer.</summary>
internal interface IScenario
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>How it is measured, in a sentence.</summary>
    string Method { get; }

    /// <summary>Measures, and removes whatever it made, also when it fails or is stopped.</summary>
    /// <exception cref="BenchException">It cannot be measured here.</exception>
    Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop);
}
