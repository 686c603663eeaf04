using System.Diagnostics;
using System.Net;
using Margay.Tests.E2e.Lab.Traffic;

namespace Margay.Tests.E2e.Lab.Table;

/// <summary>Kubernetes' NetworkPolicy as a table, measured: real connections between pods on three nodes.</summary>
/// <remarks>
/// What a pod sends to itself stays inside it and is left out, and so is SCTP, which has no sockets here: there the
/// kernel is held to the rules by the dataplane's own tests.
/// </remarks>
[Collection(SharedLabCollection.Name)]
public sealed class PolicyMatrixTests(MatrixLab lab) : IClassFixture<MatrixLab>
{
    /// <summary>How long nodes may take until what they enforce is what the cluster says.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static TheoryData<int> Cases() => [.. MatrixTable.Cases];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Connections_are_as_the_table_says(int id)
    {
        TestLab.Require();
        foreach (var (number, step) in MatrixTable.StepsOf(id).Index())
        {
            await lab.EnterAsync(step);
            var cells = CellsOf(step).ToList();
            if ((await WrongAsync(cells)).Count == 0) continue;

            // Labels come by another way than policies: once all agrees, nothing may change any more.
            var wrong = await SettledAsync(cells);
            if (wrong.Count == 0) wrong = await SettledAsync(cells);
            Assert.True(wrong.Count == 0, $"case {id}, step {number}:\n{string.Join('\n', wrong)}");
        }
    }

    private IEnumerable<Cell> CellsOf(TableStep step) =>
        from v6 in step.NamesAddresses ? new[] { false } : [false, true]
        from service in step.Services
        from @from in Enumerable.Range(0, step.Pods.Count)
        from to in Enumerable.Range(0, step.Pods.Count)
        where @from != to
        let target = step.Pods[to]
        let call = new Call(
            new Caller(lab.NetnsOf(step.Pods[@from])),
            new IPEndPoint(MatrixLab.AddressOf(target, v6), service.Port), service.Protocol, $"{target}")
        select new Cell($"{step.Pods[@from]} to {target}", call, step.Allows(service.Protocol, service.Port, @from, to));

    /// <summary>Repeats what is not as it should be until it is, or the time is up.</summary>
    private static async Task<IReadOnlyList<Cell>> SettledAsync(IReadOnlyList<Cell> cells)
    {
        var since = Stopwatch.StartNew();
        var wrong = await WrongAsync(cells);
        while (wrong.Count > 0 && since.Elapsed < Patience) wrong = await WrongAsync(wrong);
        return wrong;
    }

    private static async Task<IReadOnlyList<Cell>> WrongAsync(IReadOnlyList<Cell> cells)
    {
        var answered = await TrafficProbe.AnsweredAsync([.. cells.Select(static cell => cell.Call)], TestContext.Current.CancellationToken);
        return [.. cells.Zip(answered).Where(static pair => pair.First.Allowed != pair.Second).Select(static pair => pair.First)];
    }

    private sealed record Cell(string Way, Call Call, bool Allowed)
    {
        public override string ToString() =>
            $"{Way} ({Call.To}, {Call.Protocol}) {(Allowed ? "is allowed and gets no answer" : "is denied and is answered")}";
    }
}
