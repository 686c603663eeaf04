using Margay.Bench.Results;
using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Bench.Selectors;

/// <summary>One selector of medium size, read and matched.</summary>
internal sealed class SelectorScenario : IScenario
{
    private const string Text = "! (a == \"b\"&&! c != \"d\") || !(a == \"b\" && !c != \"d\")";
    private const int Repetitions = 10_000;

    private static readonly LabelSet Labels =
        LabelSet.Of(new Dictionary<string, string> { ["a"] = "b", ["c"] = "d", ["e"] = "f", ["g"] = "h" });

    public string Name => "selector";

    public string Method =>
        $"{Text}, parsed and matched {Repetitions:N0} times a round; beside it Calico's figure, which is not run here";

    public Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        var parsed = Selector.Parse(Text);
        List<double> parse = [], parseBytes = [], match = [], matchBytes = [];
        for (var round = 0; round < options.Rounds * 3; round++)
        {
            stop.ThrowIfCancellationRequested();
            Measure(static () => Selector.Parse(Text).IsAll, parse, parseBytes);
            Measure(() => parsed.Matches(Labels), match, matchBytes);
        }

        return Task.FromResult<IReadOnlyList<Comparison>>(
        [
            Comparison.Beside("Calico's figure", 4, "parsed", new Series(Unit.Microseconds, parse), Goal.AtMost(0.5)),
            Comparison.Beside("budget", 1400, "parsed: allocated", new Series(Unit.Bytes, parseBytes), Goal.AtMost(1)),
            Comparison.Beside("budget", 1, "matched", new Series(Unit.Microseconds, match), Goal.AtMost(1)),
            Comparison.Beside("budget", 1, "matched: allocated", new Series(Unit.Bytes, matchBytes), Goal.AtMost(0)),
        ]);
    }

    private static void Measure(Func<bool> work, List<double> microseconds, List<double> bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        microseconds.Add(Measured.Microseconds(() => Repeat(work)) / Repetitions);
        bytes.Add(Math.Floor((GC.GetAllocatedBytesForCurrentThread() - before) / (double)Repetitions));
    }

    private static int Repeat(Func<bool> work)
    {
        var count = 0;
        for (var i = 0; i < Repetitions; i++) count += work() ? 1 : 0;
        return count;
    }
}
