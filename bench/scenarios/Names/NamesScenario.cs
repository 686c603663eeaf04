using Margay.Bench.Lab;
using Margay.Bench.Results;
using Margay.Model.Resources;

namespace Margay.Bench.Names;

/// <summary>How much later a pod hears a DNS answer because what it says must be enforced first.</summary>
internal sealed class NamesScenario : IScenario
{
    private const string Namespace = "bench";
    private const int WarmUp = 20;
    private const string Free = "a pod without policy";
    private const string Must = "what is promised";
    private const string Aim = "what is aimed at";

    public string Name => "names";

    public string Method =>
        "a pod asks a DNS server (dnsmasq, in a pod of another node) for a name that nobody has asked for, then for the same again; "
        + "its policy names all of them, so that the first answer waits until the address is in the kernel; beside it a pod without "
        + "policy asks for the same names";

    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        await using var lab = await BenchLab.StartAsync(options, 2, stop);
        await lab.CreateNamespaceAsync(Namespace, stop);
        await lab.RunPodAsync(BenchPods.Of(Namespace, "named", "n1"), stop);
        await lab.RunPodAsync(BenchPods.Of(Namespace, "free", "n1"), stop);
        var server = (await lab.RunPodAsync(BenchPods.Of(Namespace, "dns", "n2"), stop)).Status!.PodIps![0].Ip;
        using var dnsmasq = new NameServer(lab.NetnsOf(Namespace, "dns"), options.Writes + WarmUp);
        await lab.Api.CreateAsync(Kinds.FelixConfiguration, Trusting(server), stop);
        await lab.Api.CreateAsync(Kinds.CalicoNetworkPolicy, NamesAll, stop);
        using var named = DnsClient.In(lab.OpenPod(Namespace, "named"), server);
        using var free = DnsClient.In(lab.OpenPod(Namespace, "free"), server);
        free.Ask(NameServer.NameOf(0));
        await lab.Api.Raw.GetTextAsync("/apis/margay.dev/v1/policy/realized?timeout=30", stop);

        var (held, known, direct) = (new List<double>(), new List<double>(), new List<double>());
        for (var query = -WarmUp; query < options.Writes; query++)
        {
            if (query % 50 == 0) progress.Round(Name, query, options.Writes);
            var name = NameServer.NameOf(query + WarmUp);
            var (one, two, three) = (free.Ask(name), named.Ask(name), named.Ask(name));
            if (query < 0) continue;
            direct.Add(one);
            held.Add(two);
            known.Add(three);
        }

        Series heldSeries = new(Unit.Milliseconds, held), knownSeries = new(Unit.Milliseconds, known), freeSeries = new(Unit.Milliseconds, direct);
        var added = new Series(Unit.Milliseconds, [.. held.Zip(direct, static (one, other) => one - other)]);
        return
        [
            new Comparison("answer about a new name", heldSeries, Free, freeSeries),
            new Comparison("answer about a known name", knownSeries, Free, freeSeries),
            Comparison.Beside(Aim, 1, "held back, p50", added, Goal.AtMost(1)),
            Comparison.Beside(Must, 20, "held back, p99", Series.Of(Unit.Milliseconds, added.Percentile(0.99)), Goal.AtMost(1)),
        ];
    }

    private static FelixConfiguration Trusting(string server) => new()
    {
        Metadata = new ObjectMeta { Name = "default" },
        Spec = new FelixConfigurationSpec { DnsTrustedServers = [server] },
    };

    private static CalicoNetworkPolicy NamesAll => new()
    {
        Metadata = new ObjectMeta { Name = "names", Namespace = Namespace },
        Spec = new CalicoPolicySpec
        {
            Selector = "role == 'named'",
            Types = ["Egress"],
            Egress =
            [
                new CalicoRule { Action = "Allow", Destination = new EntityRule { Selector = "role == 'dns'" } },
                new CalicoRule { Action = "Allow", Destination = new EntityRule { Domains = ["*.bench.test"] } },
            ],
        },
    };
}
