using Margay.Bench.Cni;
using Margay.Bench.Lab;
using Margay.Linux;

namespace Margay.Bench.Bgp;

/// <summary>Two namespaces on one segment: a speaker's, and that of all its peers.</summary>
internal sealed class PeerSegment : IDisposable
{
    private const int Length = 16;

    private readonly BenchNetns _far = BenchNetns.Create();
    private readonly BenchNetns _near = BenchNetns.Create();

    private PeerSegment()
    {
    }

    /// <summary>Where the speaker is.</summary>
    public string Speaker => _far.Path;

    /// <summary>Where its peers are.</summary>
    public string Peers => _near.Path;

    public static async Task<PeerSegment> CreateAsync(string speaker, IReadOnlyList<string> peers, CancellationToken stop)
    {
        var segment = new PeerSegment();
        var batch = Path.GetTempFileName();
        try
        {
            var (near, far) = (Path.GetFileName(segment.Peers), Path.GetFileName(segment.Speaker));
            await File.WriteAllLinesAsync(batch, peers.Select(peer => $"addr add {peer}/{Length} dev eth0"), stop);
            string[][] commands =
            [
                ["-n", near, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", far],
                ["-n", far, "addr", "add", $"{speaker}/{Length}", "dev", "eth0"],
                ["-n", near, "-batch", batch],
                ["-n", near, "link", "set", "eth0", "up"],
                ["-n", far, "link", "set", "eth0", "up"],
                ["-n", far, "link", "set", "lo", "up"],
            ];
            foreach (var command in commands) await ChildProgram.RunAsync("ip", command, stop);
            return segment;
        }
        catch
        {
            segment.Dispose();
            throw;
        }
        finally
        {
            File.Delete(batch);
        }
    }

    /// <summary>Whether somebody listens at BGP's port, of which proc_net_tcp(5) tells: 00B3 and state 0A.</summary>
    public bool IsListening()
    {
        using var handle = NetnsHandle.Open(Speaker);
        return Netns.Run(handle, () => File.ReadLines("/proc/thread-self/net/tcp").Any(line => line.Contains(":00B3 00000000:0000 0A", StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        _far.Dispose();
        _near.Dispose();
    }
}
