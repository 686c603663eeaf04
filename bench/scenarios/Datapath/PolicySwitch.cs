using System.Diagnostics;
using Margay.Bench.Lab;
using Margay.Linux;

namespace Margay.Bench.Datapath;

/// <summary>
/// Takes the policy of a lab's nodes out of their kernels and lets the agents put it back: what is left in between is
/// plain routing in the very same namespaces.
/// </summary>
internal sealed class PolicySwitch(BenchLab lab, int nodes) : IDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly NetnsHandle[] _nodes = [.. Enumerable.Range(1, nodes).Select(lab.OpenNode)];
    private readonly int[] _agents = [.. Enumerable.Range(1, nodes).Select(number => lab.Processes()[$"n{number}"])];

    /// <summary>Halts the agents and deletes their tables.</summary>
    public async Task OffAsync(CancellationToken stop)
    {
        foreach (var agent in _agents) Host.Signal(agent, Stop);
        foreach (var node in _nodes)
        {
            if (await NftAsync(node, "delete table inet margay", stop) != 0)
                throw new BenchException("the policy table could not be deleted");
        }
    }

    /// <summary>Lets the agents go on and waits until they have repaired the tables.</summary>
    public async Task OnAsync(CancellationToken stop)
    {
        foreach (var agent in _agents) Host.Signal(agent, Continue);
        var began = Stopwatch.GetTimestamp();
        foreach (var node in _nodes)
        {
            while (await NftAsync(node, "list table inet margay", stop) != 0)
            {
                if (Stopwatch.GetElapsedTime(began) > Patience) throw new BenchException("an agent did not repair its table");
                await Task.Delay(Poll, stop);
            }
        }
    }

    public void Dispose()
    {
        foreach (var agent in _agents) Host.Signal(agent, Continue);
        foreach (var node in _nodes) node.Dispose();
    }

    private static async Task<int> NftAsync(NetnsHandle node, string command, CancellationToken stop)
    {
        var start = new ProcessStartInfo("nft", command.Split(' ')) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Netns.Run(node, () => Process.Start(start)) ?? throw new BenchException("nft did not start");
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        return process.ExitCode;
    }
}
