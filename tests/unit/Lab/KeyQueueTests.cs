using Margay.Host.Lab.Kubelet;

namespace Margay.Tests.Unit.Lab;

public sealed class KeyQueueTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_added_twice_before_its_turn_comes_once()
    {
        var queue = new KeyQueue<string>();
        queue.Add("a");
        queue.Add("a");
        queue.Add("b");
        Assert.Equal(["a", "b"], await TakeAsync(queue, until: "b"));
    }

    [Fact]
    public async Task A_key_added_while_it_is_worked_on_comes_again()
    {
        var queue = new KeyQueue<string>();
        queue.Add("a");
        var again = true;
        var seen = await TakeAsync(queue, until: "end", key =>
        {
            if (key != "a") return;
            if (again) queue.Add("a");
            else queue.Add("end");
            again = false;
        });
        Assert.Equal(["a", "a", "end"], seen);
    }

    [Fact]
    public async Task No_key_is_worked_on_by_two_at_once()
    {
        var queue = new KeyQueue<int>();
        var running = new int[3];
        var most = 0;
        var left = 300;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        for (var key = 0; key < running.Length; key++) queue.Add(key);
        var workers = Enumerable.Range(0, 6).Select(_ => Task.Run(() => queue.WorkAsync(async key =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running[key]));
            queue.Add(key);
            await Task.Yield();
            Interlocked.Decrement(ref running[key]);
            if (Interlocked.Decrement(ref left) == 0) await end.CancelAsync();
        }, end.Token), Stop)).ToList();
        foreach (var worker in workers) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker);
        Assert.Equal(1, most);
    }

    private static async Task<List<string>> TakeAsync(KeyQueue<string> queue, string until, Action<string>? during = null)
    {
        var seen = new List<string>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.WorkAsync(
            key =>
            {
                seen.Add(key);
                during?.Invoke(key);
                return key == until ? end.CancelAsync() : Task.CompletedTask;
            },
            end.Token));
        return seen;
    }
}
