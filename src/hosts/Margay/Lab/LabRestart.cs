using Margay.Client;
using Margay.Host.Cli;
using Margay.Host.Lab.Processes;
using Margay.Model.Resources;

namespace Margay.Host.Lab;

/// <summary>Ends one process of a lab and starts it again.</summary>
internal static class LabRestart
{
    private const int Terminate = 15;
    private const int Kill = 9;

    private static readonly TimeSpan EndingTakes = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartTakes = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    /// <exception cref="CliException">The lab has no such process, or it does not end.</exception>
    public static async Task<ProcessRecord> RunAsync(RunningLab lab, string role, bool kill, CancellationToken stop)
    {
        var specs = ProcessSpec.All(lab.Plan, lab.Paths, lab.State.HubPort);
        var spec = specs.FirstOrDefault(candidate => candidate.Role == role)
            ?? throw new CliException($"the lab has no '{role}': it has {string.Join(", ", specs.Select(static candidate => candidate.Role))}");
        using var turn = LabLock.Take(lab.Paths);
        if (lab.State.Processes.TryGetValue(role, out var running) && running.IsAlive)
        {
            Margay.Linux.Host.Signal(running.Pid, kill ? Kill : Terminate);
            await WaitForEndAsync(role, running, stop);
        }

        var started = new Launcher(lab.State.Margay, lab.Paths).Start(spec);
        var processes = new Dictionary<string, ProcessRecord>(lab.State.Processes) { [role] = started };
        (lab.State with { Processes = processes }).Save(lab.Paths);
        if (role == ProcessSpec.HubRole) await WaitForHubAsync(lab, stop);
        return started;
    }

    /// <summary>Whoever restarts the hub wants to ask it something next.</summary>
    private static async Task WaitForHubAsync(RunningLab lab, CancellationToken stop)
    {
        using var api = lab.Connect();
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await api.ListAsync(Kinds.Node, null, ListOptions.All, stop);
                return;
            }
            catch (ApiException away) when (away.IsTransient)
            {
                if (TimeProvider.System.GetElapsedTime(since) > StartTakes)
                    throw new CliException($"the hub does not answer after {StartTakes.TotalSeconds} s: {away.Message}");
                await Task.Delay(Poll, stop);
            }
        }
    }

    private static async Task WaitForEndAsync(string role, ProcessRecord process, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (process.IsAlive)
        {
            if (TimeProvider.System.GetElapsedTime(since) > EndingTakes)
                throw new CliException($"{role} (process {process.Pid}) does not end on SIGTERM: use --kill");
            await Task.Delay(Poll, stop);
        }
    }
}
