using Margay.Bench.Lab;
using Margay.Bench.Results;

namespace Margay.Bench.Idle;

/// <summary>How much memory the processes of a fresh lab hold.</summary>
internal sealed class IdleScenario : IScenario
{
    private const double AgentBudget = 60;
    private const double HubBudget = 100;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public string Name => "idle";

    public string Method => $"resident memory in a fresh lab of three nodes, {Settling.TotalSeconds:0} s after it is ready, beside the budget";

    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        await using var lab = await BenchLab.StartAsync(options, 3, stop);
        await Task.Delay(Settling, stop);
        var processes = lab.Processes();
        var agents = processes.Where(static process => process.Key is not ("hub" or "kubelet"))
            .Select(static process => ResidentMegabytes(process.Value)).ToList();
        return
        [
            new Comparison("agent", new Series(Unit.Megabytes, agents), "budget", Series.Of(Unit.Megabytes, AgentBudget), Goal.AtMost(1)),
            new Comparison(
                "hub", Series.Of(Unit.Megabytes, ResidentMegabytes(processes["hub"])), "budget",
                Series.Of(Unit.Megabytes, HubBudget), Goal.AtMost(1)),
        ];
    }

    /// <summary>VmRSS of proc(5), which is in kibibytes.</summary>
    private static double ResidentMegabytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024 / 1e6;
    }
}
