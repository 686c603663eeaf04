using Margay.Tests.E2e.Hub;

namespace Margay.Tests.E2e.Lab;

/// <summary>A node that cannot have a route says so wherever one looks, and is ready again once it can.</summary>
public sealed class NotReadyTests
{
    [Fact]
    public async Task A_route_that_cannot_be_written_is_named_by_the_node()
    {
        TestLab.Require();
        var lab = TestLab.New();
        await lab.UpAsync(2);
        try
        {
            await lab.AddPodAsync("shop", "web", "n2", "app=web", 80);
            var route = "";
            await TestLab.UntilAsync("n1 has the route to n2's block", TimeSpan.FromSeconds(10), async () =>
                (route = (await lab.OnNodeAsync("n1", "ip", "route", "show", "proto", "177", "via", "172.30.0.12")).Expect().Trim()).Length > 0);
            var prefix = route.Split(' ')[0];

            // Somebody else's route is in the way.
            string[] foreign = [prefix, "via", "172.30.0.12", "metric", route.Split("metric ")[1].Split(' ')[0], "proto", "static"];
            (await lab.OnNodeAsync("n1", ["ip", "route", "replace", .. foreign])).Expect();
            var reason = $"routes: {prefix}: a route that is not ours holds the prefix";
            await UntilAsync(lab, status => status.Contains($"n1: the node's agent is not ready: {reason}", StringComparison.Ordinal));
            await TestLab.UntilAsync("kubectl describe node names the route", TimeSpan.FromSeconds(20), async () =>
            {
                var described = await new Kubectl(lab.Kubeconfig, lab.Directory).OutputAsync("describe", "node", "n1");
                return Line(described, "Ready").Contains("AgentNotReady", StringComparison.Ordinal) && Line(described, "Ready").Contains(reason, StringComparison.Ordinal)
                    && Line(described, "MargayReady").Contains("RoutesNotApplied", StringComparison.Ordinal) && Line(described, "MargayReady").Contains(reason, StringComparison.Ordinal);
            });
            await TestLab.UntilAsync("it was tried again and again", TimeSpan.FromSeconds(20), async () => await AttemptsAsync(lab) >= 4);

            (await lab.OnNodeAsync("n1", ["ip", "route", "delete", .. foreign])).Expect();
            await UntilAsync(lab, status => !status.Contains("n1: ", StringComparison.Ordinal));
            Assert.Equal(
                ["could not be applied", "over after"],
                (await LogAsync(lab)).Where(line => line.Contains(prefix, StringComparison.Ordinal))
                    .Select(line => line.Contains("over after", StringComparison.Ordinal) ? "over after" : line.Contains("could not be applied", StringComparison.Ordinal) ? "could not be applied" : line));
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    private static Task UntilAsync(TestLab lab, Func<string, bool> isTold) => TestLab.UntilAsync("margay node status is as it should be", TimeSpan.FromSeconds(20), async () =>
        isTold((await TestLab.MargayAsync("node", "status", "--kubeconfig", lab.Kubeconfig)).Expect()));

    private static string Line(string description, string condition) =>
        description.Split('\n').FirstOrDefault(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() == condition) ?? "";

    private static async Task<int> AttemptsAsync(TestLab lab)
    {
        using var agent = LabAgents.Connect(lab, "n1");
        var metrics = await agent.GetStringAsync("http://agent/metrics", TestContext.Current.CancellationToken);
        return metrics.Split('\n')
            .Where(line => line.StartsWith("felix_int_dataplane_failures", StringComparison.Ordinal) && line.Contains("\"routes\"", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
    }

    private static Task<string[]> LogAsync(TestLab lab) => File.ReadAllLinesAsync($"{lab.Directory}/logs/n1.log", TestContext.Current.CancellationToken);
}
