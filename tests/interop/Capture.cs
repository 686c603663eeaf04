using System.Diagnostics;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop;

/// <summary>BGP's packets in a namespace, written to a file for tshark to read; both end with the test.</summary>
internal sealed class Capture : IDisposable
{
    private const int Warning = 0x600000;

    private readonly string _folder = Directory.CreateTempSubdirectory("margay-capture-").FullName;
    private readonly TestNamespace _netns;
    private readonly Process _process;

    public Capture(TestNamespace netns)
    {
        _netns = netns;
        _process = Process.Start(new ProcessStartInfo(
            "nsenter",
            [$"--net={netns.Path}", "--", "tcpdump", "-Z", "root", "-n", "-i", "eth0", "-U", "--immediate-mode", "-w", File, "tcp port 179"])
        {
            RedirectStandardError = true,
        })!;
        try
        {
            var said = _process.StandardError.ReadLine();
            Assert.True(said?.Contains("listening on") ?? false, $"tcpdump says {said}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private string File => Path.Combine(_folder, "bgp.pcap");

    /// <summary>Some fields of the packets that a display filter lets through, a line for each packet.</summary>
    public string Show(string filter, params string[] fields) =>
        _netns.Run("tshark", ["-r", File, "-Y", filter, "-T", "fields", .. fields.SelectMany(field => (string[])["-e", field])]);

    /// <summary>Tshark has no complaint about any BGP message.</summary>
    public void AssertUnderstood() => Assert.Equal("", Explain($"_ws.malformed || (bgp && _ws.expert.severity >= {Warning})"));

    /// <summary>Everything of the packets that a display filter lets through.</summary>
    public string Explain(string filter) => _netns.Run("tshark", "-r", File, "-Y", filter, "-V", "-O", "bgp");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
