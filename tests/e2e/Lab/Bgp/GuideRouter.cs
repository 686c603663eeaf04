using System.Diagnostics;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>A daemon that takes the place of the BIRD of a lab's rack r1, configured with the guide's two blocks for it. Ends with the test.</summary>
internal sealed class GuideRouter : IDisposable
{
    private const string Home = "/usr/lib/frr";
    private const string Rack = "r1";

    private readonly TestLab _lab;
    private readonly string _folder = Directory.CreateTempSubdirectory("margay-guide-").FullName;
    private readonly List<Process> _processes = [];

    private GuideRouter(TestLab lab) => _lab = lab;

    /// <summary>Ends the lab's own router of the rack and starts FRR in its place, with the guide's BFD too.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="ofNodes">What else is said of the nodes of either family, as in <c>neighbor NODES …</c>.</param>
    public static Task<GuideRouter> FrrAsync(TestLab lab, params string[] ofNodes) => BeginAsync(lab, async router =>
    {
        var bfd = (await GuideBlock.BelowAsync("BFD: a dead path is known in a second", "bfd")).Split("!\n");
        var bgp = await BlocksAsync("FRR (SONiC, Cumulus and others)", "ip prefix-list PODS", "ip prefix-list ANY");
        foreach (var group in (string[])["NODES", "NODES6"])
        {
            var first = $" neighbor {group} remote-as 64512\n";
            bgp = bgp.Replace(first, first + string.Concat(ofNodes.Select(line => $" neighbor {group} {line}\n")), StringComparison.Ordinal);
        }

        await router.WriteAsync("zebra.conf", "");
        await router.WriteAsync("bfdd.conf", bfd[0]);
        await router.WriteAsync("bgpd.conf", bgp + "!\n" + bfd[1]);
        (await Command.RunAsync("chown", "-R", "frr", router._folder)).Expect(); // whom the daemons become
        await router.StartFrrAsync("zebra");
        await router.StartFrrAsync("bfdd", "--bfdctl", router.InFolder("bfdd.sock"));
        await router.StartFrrAsync("bgpd");
    });

    /// <summary>Ends the lab's own router of the rack and starts BIRD with the guide's configuration in its place.</summary>
    public static Task<GuideRouter> BirdAsync(TestLab lab) => BeginAsync(lab, async router =>
    {
        await router.WriteAsync("bird.conf", await BlocksAsync("BIRD 2", "router id", "protocol direct"));
        router.Start("bird", "-f", "-c", router.InFolder("bird.conf"), "-s", router.InFolder("bird.ctl"));
        await TestLab.UntilAsync("BIRD answers", TimeSpan.FromSeconds(20), () => Task.FromResult(File.Exists(router.InFolder("bird.ctl"))));
    });

    public void Dispose()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<GuideRouter> BeginAsync(TestLab lab, Func<GuideRouter, Task> start)
    {
        var socket = $"{lab.Directory}/{Rack}.ctl";
        (await Command.RunAsync("birdc", "-s", socket, "down")).Expect();
        await TestLab.UntilAsync("the lab's router is gone", TimeSpan.FromSeconds(20), () => Task.FromResult(!File.Exists(socket))); // the last that BIRD does
        var router = new GuideRouter(lab);
        try
        {
            await start(router);
            return router;
        }
        catch
        {
            router.Dispose();
            throw;
        }
    }

    private static async Task<string> BlocksAsync(string heading, params string[] firsts) =>
        string.Concat(await Task.WhenAll(firsts.Select(first => GuideBlock.BelowAsync(heading, first))));

    private string InFolder(string name) => Path.Combine(_folder, name);

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(InFolder(name), text, TestContext.Current.CancellationToken);

    private async Task StartFrrAsync(string daemon, params string[] arguments)
    {
        Start(
            $"{Home}/{daemon}",
            [
                "-f", InFolder($"{daemon}.conf"), "-i", InFolder($"{daemon}.pid"), "-z", InFolder("zserv.api"),
                "--vty_socket", _folder, "--log", $"file:{InFolder("log")}", .. arguments,
            ]);
        await TestLab.UntilAsync($"{daemon} answers", TimeSpan.FromSeconds(20), () => Task.FromResult(File.Exists(InFolder($"{daemon}.vty"))));
    }

    private void Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("nsenter", [$"--net=/run/netns/{_lab.Name}-{Rack}", "--", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }
}
