using Margay.Linux;

namespace Margay.Bench.Cni;

/// <summary>A pod's namespace under a path, as runtimes hand it over; gone when disposed.</summary>
internal sealed class BenchNetns : IDisposable
{
    private BenchNetns(string path) => Path = path;

    public string Path { get; }

    public static BenchNetns Create()
    {
        var path = $"/run/netns/margay-bench-{Guid.NewGuid():n}";
        NetnsHandle.CreateNamed(path).Dispose();
        return new BenchNetns(path);
    }

    public void Dispose() => NetnsHandle.Delete(Path);
}
