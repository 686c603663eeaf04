using System.Text.Json;

namespace Margay.Tests.E2e.Lab;

/// <summary>A lab comes, is refused, and goes without leaving anything.</summary>
public sealed class LabLifeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Down_after_a_crash_leaves_nothing(bool filesLost)
    {
        TestLab.Require();
        var lab = TestLab.New();
        try
        {
            await lab.UpAsync(nodes: 2);
            await lab.AddPodAsync("default", "p", "n1", "a=b", 80);
            var pids = await PidsAsync(lab);
            Assert.Equal(4, pids.Count);
            foreach (var pid in pids.Skip(1)) Margay.Linux.Host.Signal(pid, 9);
            if (filesLost) Directory.Delete(lab.Directory, recursive: true);

            var removed = await lab.DownAsync();
            Assert.Contains("4 network namespaces", removed);
            Assert.DoesNotContain(Directory.EnumerateFiles("/run/netns"), path => Path.GetFileName(path).StartsWith(lab.Name, StringComparison.Ordinal));
            Assert.False(Directory.Exists(lab.Directory));
            Assert.All(pids, pid => Assert.False(IsRunning(pid)));
            Assert.Contains("nothing to remove", await lab.DownAsync());
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task A_start_that_was_killed_is_removed_by_down()
    {
        TestLab.Require();
        var lab = TestLab.New();
        try
        {
            using (var up = System.Diagnostics.Process.Start(TestLab.Binary, ["lab", "up", "--name", lab.Name]))
            {
                await TestLab.UntilAsync("the first node is there", TimeSpan.FromSeconds(10), () => Task.FromResult(File.Exists($"/run/netns/{lab.Name}-n1")));
                up.Kill();
                await up.WaitForExitAsync(Stop);
            }

            var again = await lab.RunAsync("up");
            Assert.Contains("was cut short", again.Errors);
            Assert.Contains("removed", await lab.DownAsync());
            Assert.False(File.Exists($"/run/netns/{lab.Name}-n1"));
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task A_second_lab_of_the_same_name_is_refused_and_the_first_stays()
    {
        TestLab.Require();
        var lab = TestLab.New();
        try
        {
            await lab.UpAsync(nodes: 1);
            var second = await lab.RunAsync("up");
            second.Expect(exitCode: 1);
            Assert.Contains($"lab '{lab.Name}' is up since", second.Errors);
            Assert.Contains("--name NAME", second.Errors);
            Assert.Contains("n1", (await lab.RunAsync("status")).Expect());
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task Two_labs_stand_side_by_side()
    {
        TestLab.Require();
        TestLab first = TestLab.New(), second = TestLab.New();
        try
        {
            await first.UpAsync(nodes: 1);
            await second.UpAsync(nodes: 1);
            await first.AddPodAsync("default", "p", "n1", "a=b", 80);
            await second.AddPodAsync("default", "p", "n1", "a=b", 80);
            await first.DownAsync();
            (await second.ProbeAsync("default")).ExpectAgreement();
        }
        finally
        {
            await first.DownAsync();
            await second.DownAsync();
        }
    }

    [Fact]
    public async Task A_failed_start_says_why_and_leaves_nothing()
    {
        TestLab.Require();
        var lab = TestLab.New();
        var failed = await lab.RunAsync("up", "--nodes", "1", "--pools", "10.65.0.0/30");
        failed.Expect(exitCode: 1);
        Assert.Contains("everything it made has been removed", failed.Errors);
        Assert.False(Directory.Exists(lab.Directory));
        Assert.Contains("nothing to remove", await lab.DownAsync());
    }

    [Fact]
    public async Task A_wrong_kubeconfig_is_named()
    {
        TestLab.Require();
        var missing = await TestLab.MargayAsync("get", "pods", "--kubeconfig", "/nonexistent/kubeconfig");
        missing.Expect(exitCode: 1);
        Assert.Contains("/nonexistent/kubeconfig: there is no such file", missing.Errors);
    }

    private static async Task<IReadOnlyList<int>> PidsAsync(TestLab lab)
    {
        using var state = JsonDocument.Parse(await File.ReadAllTextAsync($"{lab.Directory}/lab.json", Stop));
        return [.. state.RootElement.GetProperty("processes").EnumerateObject().Select(process => process.Value.GetProperty("pid").GetInt32())];
    }

    private static bool IsRunning(int pid)
    {
        var stat = $"/proc/{pid}/stat";
        return File.Exists(stat) && !File.ReadAllText(stat).Contains(") Z ");
    }
}
