using System.Diagnostics;

namespace Margay.Tests.E2e.Hub;

/// <summary>kubectl get -w and kubectl wait, while others write.</summary>
public sealed class KubectlWatchTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_prints_a_row_for_each_change()
    {
        await hub.Admin.OutputAsync("create", "namespace", "watched");
        await hub.Admin.OutputAsync("label", "namespace", "watched", "shown=yes");
        using var watch = hub.Admin.Start(["get", "namespaces", "-w", "--output-watch-events", "-l", "shown=yes"]);
        try
        {
            await ExpectAsync(watch, "ADDED", () => hub.Admin.OutputAsync("annotate", "namespace", "watched", "n=1"));
            await ExpectAsync(watch, "MODIFIED", () => hub.Admin.OutputAsync("label", "namespace", "watched", "shown-"));
            await ExpectAsync(watch, "DELETED", () => Task.CompletedTask);
        }
        finally
        {
            watch.Kill();
        }
    }

    [Fact]
    public async Task Wait_sees_a_deletion_and_a_condition()
    {
        await hub.Admin.ApplyAsync("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"awaited"}}""");
        var ready = hub.Admin.RunAsync("wait", "node", "awaited", "--for=condition=Ready", "--timeout=20s");
        await hub.Admin.OutputAsync(
            "patch", "node", "awaited", "--subresource", "status", "--type", "strategic",
            "-p", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
        Assert.Equal(0, (await ready).Code);
        var gone = hub.Admin.RunAsync("wait", "node", "awaited", "--for=delete", "--timeout=20s");
        await hub.Admin.OutputAsync("delete", "node", "awaited");
        Assert.Equal(0, (await gone).Code);
    }

    /// <summary>Reads lines until one has the word, having first done what should make it come.</summary>
    private static async Task ExpectAsync(Process watch, string word, Func<Task> then)
    {
        while (await watch.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            if (!line.StartsWith(word, StringComparison.Ordinal)) continue;
            await then();
            return;
        }

        Assert.Fail($"the watch ended before {word}");
    }
}
