using System.Diagnostics;
using Margay.Bench.Results;

namespace Margay.Bench.Bgp;

/// <summary>How many peers say how much, and what they do then.</summary>
internal sealed record TableShape(string What, int Peers, int Prefixes, IReadOnlyList<TablePhase> Phases);

/// <summary>A speaker, and the costs of its phases in every round.</summary>
internal sealed record Contender(string Name, Func<string, string, IRouteTaker> Start)
{
    public List<IReadOnlyList<PhaseCost>> Runs { get; } = [];
}

/// <summary>Margay's costs beside those of others: the time of each phase, and the memory at the end of the first and the last.</summary>
internal static class TableComparisons
{
    public static IEnumerable<Comparison> Of(TableShape shape, Contender margay, IReadOnlyList<Contender> others)
    {
        foreach (var (index, phase) in shape.Phases.Index())
        {
            var seconds = (PhaseCost cost) => cost.Seconds;
            foreach (var other in others)
                yield return Compare($"{shape.What}: {Named(phase)}", Unit.Seconds, seconds, index, margay, other, Goal.AtMost(1));
        }

        foreach (var index in (int[])[.. new[] { 0, shape.Phases.Count - 1 }.Distinct()])
        {
            var what = $"{shape.What}: peak memory{(index > 0 ? " in all" : "")}";
            foreach (var other in others.Where(other => HasEnded(other, index)))
                yield return Compare(what, Unit.Megabytes, cost => cost.Megabytes, index, margay, other, other.Name == "BIRD 2" ? Goal.AtMost(2) : null);
        }
    }

    private static Comparison Compare(
        string what, Unit unit, Func<PhaseCost, double> part, int phase, Contender margay, Contender other, Goal? goal)
    {
        var ours = Values(margay, phase, part) ?? throw new BenchException($"{what}: not within {TableRun.Patience.TotalSeconds} s");
        return Values(other, phase, part) is { } theirs
            ? new Comparison(what, new Series(unit, ours), other.Name, new Series(unit, theirs), goal)
            : Comparison.Beside($"{other.Name}: not within {TableRun.Patience.TotalSeconds} s", TableRun.Patience.TotalSeconds, what, new Series(unit, ours));
    }

    /// <summary>Null if the phase did not end in some round.</summary>
    private static double[]? Values(Contender one, int phase, Func<PhaseCost, double> part) =>
        HasEnded(one, phase) ? [.. one.Runs.Select(run => part(run[phase]))] : null;

    private static bool HasEnded(Contender one, int phase) => one.Runs.TrueForAll(run => run.Count > phase);

    private static string Named(TablePhase phase) => phase switch
    {
        TablePhase.Full => "full table",
        TablePhase.HalfWithdrawn => "half withdrawn",
        TablePhase.Reset => "session reset",
        _ => throw new UnreachableException(),
    };
}
