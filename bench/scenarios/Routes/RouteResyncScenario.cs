using System.Diagnostics;
using Margay.Bench.Cni;
using Margay.Bench.Lab;
using Margay.Bench.Results;
using Margay.Dataplane.Linux.Links;
using Margay.Dataplane.Linux.Routes;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Bench.Routes;

/// <summary>What an agent's routes cost when it restarts and finds them all in the kernel, and what one more of them costs.</summary>
internal sealed class RouteResyncScenario : IScenario
{
    private const int Count = 100_000;
    private const int Changes = 200;

    private static readonly IpAddr[] NextHops = [IpAddr.Parse("192.0.2.2"), IpAddr.Parse("192.0.2.3")];

    public string Name => "routes";

    public string Method => "100,000 learnt routes, from what BGP says to a kernel that has them already; iproute2 only lists them, in turns";

    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        using var bench = BenchNetns.Create();
        using var netns = NetnsHandle.Open(bench.Path);
        Prepare(netns);
        List<double> resyncs = [], listings = [], changes = [];
        using (var first = new RouteDriver(netns)) Restart(first, expectedWrites: Count);
        for (var round = 0; round < options.Rounds; round++)
        {
            progress.Round(Name, round, options.Rounds);
            using var driver = new RouteDriver(netns);
            var began = Stopwatch.GetTimestamp();
            var graph = Restart(driver, expectedWrites: 0);
            resyncs.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);

            began = Stopwatch.GetTimestamp();
            await ChildProgram.RunAsync("ip", ["-n", Path.GetFileName(bench.Path), "route", "show", "proto", $"{RouteProtocol.Margay.Number}"], stop);
            listings.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            changes.AddRange(Change(graph, driver));
        }

        return
        [
            new Comparison(
                "restart with nothing to change", new Series(Unit.Milliseconds, resyncs), "ip route show", new Series(Unit.Milliseconds, listings)),
            Comparison.Beside("the promise", 1000, "restart with nothing to change", new Series(Unit.Milliseconds, resyncs), Goal.AtMost(1)),
            Comparison.Beside("the promise for the whole way", 10, "one route more among them", new Series(Unit.Milliseconds, changes), Goal.AtMost(1)),
        ];
    }

    private static void Prepare(NetnsHandle netns)
    {
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
        Do(socket, writer => LinkCodec.WriteCreateBridge(writer, socket.NextSequence(), "eth0"));
        var link = new LinkTable(socket).Find("eth0")!.Index;
        Do(socket, writer => LinkCodec.WriteChange(writer, socket.NextSequence(), link, new LinkChange(IsUp: true)));
        Do(socket, writer => AddressCodec.WriteAdd(writer, socket.NextSequence(), new InterfaceAddress(link, IpAddr.Parse("192.0.2.1"), 24)));
    }

    private static void Do(NetlinkSocket socket, Action<NetlinkWriter> write)
    {
        var writer = new NetlinkWriter();
        write(writer);
        socket.Execute(writer.Written, "prepare the namespace");
    }

    /// <summary>A graph that hears everything again, and a driver that compares it with what is there.</summary>
    private static RouteGraph Restart(RouteDriver driver, int expectedWrites)
    {
        var graph = new RouteGraph("n1", learnsRoutes: true);
        for (var i = 0; i < Count; i++) graph.Learn(PrefixOf(i), NextHops.AsSpan(i % 2, 1).ToArray());
        driver.Update(graph.TakeChanges());
        var report = driver.Apply();
        if (!report.IsClean || report.Written != expectedWrites || report.Deleted > 0)
            throw new BenchException($"{report.Written} routes written instead of {expectedWrites}, {report.Deleted} deleted, {report.Failures.Count} failed");
        return graph;
    }

    private static IEnumerable<double> Change(RouteGraph graph, RouteDriver driver)
    {
        for (var i = 0; i < Changes; i++)
        {
            var began = Stopwatch.GetTimestamp();
            graph.Learn(PrefixOf(Count), i % 2 == 0 ? [NextHops[0]] : []);
            driver.Update(graph.TakeChanges());
            driver.Apply();
            yield return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
    }

    private static Cidr PrefixOf(int number) => Cidr.Create(IpAddr.V4(0x14000000u + ((uint)number << 8)), 24);
}
