using Margay.Client;
using Margay.Host.Cli;
using Margay.Linux;
using Margay.Primitives;

namespace Margay.Host.Agent;

/// <summary>The node's addresses: those that were given, or those that are found, again and again. One thread at a time.</summary>
/// <param name="options">What was given, and how often to look.</param>
/// <param name="detector">Finds them.</param>
/// <param name="found">Those that were found at the start.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The agent's log.</param>
internal sealed class NodeAddresses(AgentOptions options, NodeAddressDetector detector, IReadOnlyList<IpAddr> found, TimeProvider clock, ILogger log)
{
    private long _looked = clock.GetTimestamp();

    /// <summary>The addresses, at most one of each family.</summary>
    public IReadOnlyList<IpAddr> Now { get; private set; } = found;

    /// <summary>How often they are to be looked for; infinite if they are what they are.</summary>
    public TimeSpan Interval => options.NodeAddresses.Count > 0 || options.AutodetectionInterval == TimeSpan.Zero
        ? Timeout.InfiniteTimeSpan
        : options.AutodetectionInterval;

    /// <summary>Looks for them again, if it is time; whether they are others. A family that has none for the moment keeps what it had.</summary>
    public async Task<bool> LookAsync(CancellationToken stop)
    {
        if (Interval == Timeout.InfiniteTimeSpan || clock.GetElapsedTime(_looked) < Interval) return false;
        _looked = clock.GetTimestamp();
        try
        {
            var there = await detector.DetectAsync(stop);
            var now = there.Concat(Now.Where(known => there.All(one => one.Family != known.Family))).Order().ToList();
            if (now.SequenceEqual(Now.Order())) return false;
            AgentLog.NodeMoved(log, string.Join(", ", Now), string.Join(", ", now));
            Now = now;
            return true;
        }
        catch (Exception failure) when (failure is CliException or ApiException or LinuxException)
        {
            // What cannot be found now is as it was.
            return false;
        }
    }
}
