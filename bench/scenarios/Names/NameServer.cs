using System.Diagnostics;

namespace Margay.Bench.Names;

/// <summary>A dnsmasq in a network namespace that knows many names.</summary>
internal sealed class NameServer : IDisposable
{
    private readonly string _records = Path.GetTempFileName();
    private readonly Process _process;

    public NameServer(string netns, int names)
    {
        File.WriteAllLines(_records, Enumerable.Range(0, names).Select(static number => $"10.99.{number / 250}.{1 + (number % 250)} {NameOf(number)}"));
        _process = Process.Start(new ProcessStartInfo(
            "ip",
            [
                "netns", "exec", netns, "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root",
                $"--pid-file={_records}.pid", "--log-facility=/dev/null", $"--addn-hosts={_records}", "--local-ttl=300",
            ])) ?? throw new BenchException("dnsmasq did not start");
    }

    public static string NameOf(int number) => $"n{number}.bench.test";

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_records);
        File.Delete($"{_records}.pid");
    }
}
