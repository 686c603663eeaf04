using Margay.Bench.Results;
using Margay.Model.Intent;
using Margay.Policy.Evaluation;

namespace Margay.Bench.Decision;

/// <summary>One packet judged against a very large policy.</summary>
internal sealed class DecisionScenario : IScenario
{
    private const int Decisions = 20_000;
    private const int PlainDecisions = 20;

    public string Name => "decision";

    public string Method =>
        $"{Decisions:N0} packets a round judged by 20,000 rules over 3,700 sets in four tiers, most by the last tier's "
        + "default; fails if judging allocates";

    public Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        var (compiled, plain) = (new CompiledIntent(), new IntentState());
        var intent = LargeIntent.Build();
        compiled.Apply(intent);
        plain.Apply(intent);
        var packets = LargeIntent.Packets(Decisions);
        var endpoint = compiled.Endpoints[LargeIntent.Interface];
        Judge(packets, packet => compiled.Evaluate(endpoint, Direction.Ingress, packet));
        var (ours, naive, allocated) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            var before = GC.GetAllocatedBytesForCurrentThread();
            ours.Add(Judge(packets, packet => compiled.Evaluate(endpoint, Direction.Ingress, packet)));
            allocated.Add((GC.GetAllocatedBytesForCurrentThread() - before) / Decisions);
            naive.Add(Judge(
                packets[..PlainDecisions],
                packet => IntentEvaluator.Evaluate(plain, endpoint, Direction.Ingress, packet)));
        }

        if (allocated.Exists(static bytes => bytes >= 1))
            throw new BenchException($"a decision allocates {allocated.Max()} bytes; the budget is none");
        var decision = new Series(Unit.Microseconds, ours);
        return Task.FromResult<IReadOnlyList<Comparison>>(
        [
            Comparison.Beside("Calico's figure, a budget", 3_700, "one decision", decision, Goal.AtMost(0.027)),
            new Comparison("one decision", decision, "every rule tried in turn", new Series(Unit.Microseconds, naive)),
        ]);
    }

    /// <returns>Microseconds a packet.</returns>
    private static double Judge(Packet[] packets, Func<Packet, PacketVerdict> judge) =>
        Measured.Microseconds(() => packets.Count(packet => judge(packet).IsAllowed)) / packets.Length;
}
