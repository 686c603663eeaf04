using System.Diagnostics;

namespace Margay.Tests.E2e.Lab.Names;

/// <summary>A real DNS server (dnsmasq) in a network namespace.</summary>
internal sealed class NameServerProcess : IAsyncDisposable
{
    private readonly string _netns;
    private readonly string[] _records;
    private readonly string _pidFile = Path.GetTempFileName();
    private Process _process;

    private NameServerProcess(string netns, string[] records)
    {
        (_netns, _records) = (netns, records);
        _process = Start();
    }

    /// <summary>Starts a server.</summary>
    /// <param name="netns">Where.</param>
    /// <param name="records">Its options, as in <c>--host-record=a.test,192.0.2.1,60</c>.</param>
    public static NameServerProcess In(string netns, params string[] records) => new(netns, records);

    /// <summary>Ends it at once, and starts it again.</summary>
    /// <remarks>Its children, one for each TCP connection, hold the port a moment longer: then it ends at once, and is started anew.</remarks>
    public async Task RestartAsync()
    {
        await EndAsync();
        _process = Start();
        await TestLab.UntilAsync("the server listens again", TimeSpan.FromSeconds(30), async () =>
        {
            using var moment = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            try
            {
                await _process.WaitForExitAsync(moment.Token);
            }
            catch (OperationCanceledException)
            {
                return true;
            }

            _process.Dispose();
            _process = Start();
            return false;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        File.Delete(_pidFile);
    }

    private Process Start() => Process.Start(new ProcessStartInfo(
        "ip",
        [
            "netns", "exec", _netns, "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root",
            $"--pid-file={_pidFile}", "--log-facility=/dev/null", .. _records,
        ]))!;

    /// <remarks><c>ip netns exec</c> becomes the server itself.</remarks>
    private async Task EndAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
