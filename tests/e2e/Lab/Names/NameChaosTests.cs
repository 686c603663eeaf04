using System.Diagnostics;

namespace Margay.Tests.E2e.Lab.Names;

/// <summary>Agents and DNS servers end and begin again under load, and names come and go: no pod is denied what it was just told.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class NameChaosTests(SharedLab shared)
{
    private const int Clients = 8;
    private const int Restarts = 6;

    private const string Settings = ", dnsExtraTTL: 2s";

    private const string Rule = "{action: Allow, destination: {domains: ['*.good.test']}}";

    [Fact]
    public async Task No_allowed_name_is_denied()
    {
        await using var world = await NamedWorld.OfAsync(shared.Lab, Settings);
        await using var server = NameServerProcess.In(world.NetnsOf("dns"),
            [.. Enumerable.Range(1, NamedWorld.Addresses).Select(i => $"--host-record=n{i}.good.test,{NamedWorld.V4(i)},{NamedWorld.V6(i)},1")]);
        await using var policy = await world.AllowAsync(Rule);
        Assert.False(await world.ReachesAsync(1));
        using var end = new CancellationTokenSource();
        var seed = Environment.TickCount;
        var clients = Enumerable.Range(0, Clients).Select(i => Task.Run(() => CallAsync(world, new Random(seed + i), end.Token))).ToList();
        for (var turn = 0; turn < Restarts; turn++)
        {
            (await world.Lab.RunAsync(turn % 3 == 2 ? ["restart", "n1"] : ["restart", "n1", "--kill"])).Expect();
            await Reachable(world);
            await server.RestartAsync();
            await Reachable(world);
        }

        await end.CancelAsync();
        var calls = await Task.WhenAll(clients);
        var denied = calls.SelectMany(call => call.Denied).ToList();
        Assert.True(denied.Count == 0, $"seed {seed}: of {calls.Sum(call => call.Count)} calls denied:\n{string.Join('\n', denied)}");
        Assert.True(calls.Sum(call => call.Count) > Clients * Restarts, $"only {calls.Sum(call => call.Count)} calls");
        await TestLab.UntilAsync("names are forgotten in the end", NamedWorld.Patience, async () => !await world.ReachesAsync(1));
    }

    /// <summary>Waits until names are answered again, so that each part is lived with and not only gone through.</summary>
    private static async Task Reachable(NamedWorld world) =>
        Assert.NotEmpty(await world.Client.LookUpAsync(world.Servers[0], "n250.good.test", patience: TimeSpan.FromSeconds(30)));

    /// <summary>Looks names up and calls what they stand for, at once.</summary>
    /// <remarks>
    /// Those that are called wander round all names in less than the time after which the first are forgotten, so that they are
    /// learnt, forgotten and learnt again. A packet of the call that had to be sent again was denied at first.
    /// </remarks>
    private static async Task<(int Count, List<string> Denied)> CallAsync(NamedWorld world, Random random, CancellationToken end)
    {
        var denied = new List<string>();
        var watch = Stopwatch.StartNew();
        var count = 0;
        for (; !end.IsCancellationRequested; count++)
        {
            var number = 1 + ((int)(watch.Elapsed.TotalSeconds * 40) + random.Next(20)) % NamedWorld.Addresses;
            var (v6, tcp, over) = (random.Next(2) == 0, random.Next(4) == 0, random.Next(2));
            var told = await world.Client.LookUpAsync(world.Servers[over], $"n{number}.good.test", v6, tcp, TimeSpan.FromSeconds(30));
            var sentAgain = await world.Client.ConnectAsync(Assert.Single(told), NamedWorld.Port, NamedWorld.Patience);
            if (sentAgain != 0) denied.Add($"{told[0]} over {(tcp ? "TCP" : "UDP")}: {(sentAgain is { } n ? $"{n} sent again" : "no connection")}");
        }

        return (count, denied);
    }
}
