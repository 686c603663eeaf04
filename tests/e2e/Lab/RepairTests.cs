using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab;

/// <summary>What somebody deletes by hand comes back.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class RepairTests(SharedLab shared)
{
    private static readonly TimeSpan RepairTakes = TimeSpan.FromSeconds(3);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deleted_table_comes_back() =>
        await RepairsTablesAsync(_ => ["delete table inet margay"]);

    [Fact]
    public async Task A_deleted_node_comes_back()
    {
        var lab = await PreparedAsync();
        using var api = lab.Connect();
        var before = (await api.GetAsync(Kinds.Node, null, "n3", Stop))!;
        Assert.True(await api.DeleteAsync(Kinds.Node, null, "n3", default, Stop));
        await TestLab.UntilAsync(
            "the node is back with its addresses", RepairTakes,
            async () => await api.GetAsync(Kinds.Node, null, "n3", Stop) is { Status.Addresses.Count: > 0 } now && now.Metadata.Uid != before.Metadata.Uid);
        (await lab.ProbeAsync("repair")).ExpectAgreement();
    }

    [Fact]
    public async Task A_node_says_which_interfaces_it_has_and_hears_of_new_ones()
    {
        var lab = await PreparedAsync();
        using var api = lab.Connect();
        (await lab.OnNodeAsync("n3", "ip", "link", "add", "extra0", "type", "veth", "peer", "name", "extra1")).Expect();
        try
        {
            (await lab.OnNodeAsync("n3", "ip", "addr", "add", "198.51.100.33/32", "dev", "extra0")).Expect();
            await TestLab.UntilAsync("the node names it", RepairTakes, async () => Interfaces(await api.GetAsync(Kinds.Node, null, "n3", Stop)).Contains("extra0=198.51.100.33"));
        }
        finally
        {
            (await lab.OnNodeAsync("n3", "ip", "link", "del", "extra0")).Expect();
        }

        await TestLab.UntilAsync("it is named no more", RepairTakes, async () => !Interfaces(await api.GetAsync(Kinds.Node, null, "n3", Stop)).Contains("extra0"));
        static string Interfaces(Node? node) => node?.Metadata.Annotations?.GetValueOrDefault(NodeInterfaces.Annotation) ?? "";
    }

    [Fact]
    public async Task Flushed_chains_come_back() =>
        await RepairsTablesAsync(ruleset => [.. Names(ruleset, "chain").Select(chain => $"flush chain inet margay {chain}")]);

    [Fact]
    public async Task Emptied_sets_and_maps_come_back() => await RepairsTablesAsync(ruleset =>
    [
        .. Names(ruleset, "set").Select(set => $"flush set inet margay {set}"),
        .. Names(ruleset, "map").Select(map => $"flush map inet margay {map}"),
    ]);

    [Theory]
    [InlineData("-4")]
    [InlineData("-6")]
    public async Task Deleted_routes_come_back(string family)
    {
        var lab = await PreparedAsync();
        var before = await RoutesAsync(lab, family);
        Assert.NotEmpty(before);
        foreach (var route in before) (await lab.OnNodeAsync("n1", ["ip", family, "route", "del", .. Selector(route)])).Expect();
        await TestLab.UntilAsync("the routes are back", RepairTakes, async () => (await RoutesAsync(lab, family)).SequenceEqual(before));
        (await lab.ProbeAsync("repair", patience: 0)).ExpectAgreement();
    }

    [Theory]
    [InlineData("down", "link", "set", "down", "dev")]
    [InlineData("deleted", "link", "del", "dev")]
    public async Task A_pods_link_comes_back(string pod, params string[] damage)
    {
        var lab = shared.Lab;
        await lab.AddPodAsync("links", pod, "n1", "app=link", 80);
        await lab.AddPodAsync("links", $"{pod}-caller", "n2", "app=caller", 80);
        (await lab.ProbeAsync("links")).ExpectAgreement();

        (await lab.OnNodeAsync("n1", ["ip", .. damage, await LinkOfAsync(lab, "links", pod)])).Expect();
        var repaired = await lab.ProbeAsync("links", patience: (int)RepairTakes.TotalSeconds);

        (await lab.RunAsync("pod", "rm", $"links/{pod}")).Expect();
        (await lab.RunAsync("pod", "rm", $"links/{pod}-caller")).Expect();
        repaired.ExpectAgreement();
    }

    private async Task RepairsTablesAsync(Func<string, IReadOnlyList<string>> damage)
    {
        var lab = await PreparedAsync();
        var before = await RulesetAsync(lab);
        foreach (var command in damage(before)) (await lab.OnNodeAsync("n1", ["nft", .. command.Split(' ')])).Expect();
        await TestLab.UntilAsync("the tables are back", RepairTakes, async () => Normal(await RulesetAsync(lab)) == Normal(before));
        (await lab.ProbeAsync("repair", patience: 0)).ExpectAgreement();
    }

    private async Task<TestLab> PreparedAsync()
    {
        var lab = shared.Lab;
        if (!File.Exists(lab.PodNamespace("repair", "away")))
        {
            await lab.AddPodAsync("repair", "open", "n1", "app=open", 80);
            await lab.AddPodAsync("repair", "closed", "n1", "app=closed", 80);
            await lab.AddPodAsync("repair", "away", "n2", "app=away", 80);
            await lab.ApplyAsync(
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: only-away, namespace: repair}, "
                + "spec: {podSelector: {matchLabels: {app: closed}}, ingress: [{from: [{podSelector: {matchLabels: {app: away}}}]}]}}");
        }

        (await lab.ProbeAsync("repair")).ExpectAgreement();
        return lab;
    }

    /// <summary>The host side of a pod's link: where its route leads.</summary>
    private static async Task<string> LinkOfAsync(TestLab lab, string ns, string name)
    {
        using var api = lab.Connect();
        var pod = (await api.GetAsync(Kinds.Pod, ns, name, Stop))!;
        var route = (await lab.OnNodeAsync("n1", "ip", "route", "show", pod.Status!.PodIp!)).Expect().Split(' ');
        return route[Array.IndexOf(route, "dev") + 1];
    }

    private static async Task<string> RulesetAsync(TestLab lab) =>
        (await lab.OnNodeAsync("n1", "nft", "-s", "list", "ruleset")).Expect();

    /// <summary>Margay's routes on n1, one line each, sorted.</summary>
    private static async Task<IReadOnlyList<string>> RoutesAsync(TestLab lab, string family) =>
        [.. (await lab.OnNodeAsync("n1", "ip", family, "route", "show", "proto", "177")).Expect()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).Order(StringComparer.Ordinal)];

    /// <summary>The words of a route's line that name it to <c>ip route del</c>.</summary>
    private static string[] Selector(string route)
    {
        var words = route.Split(' ');
        return words[0] is "blackhole" or "unreachable" ? words[..2] : words[..1];
    }

    private static IEnumerable<string> Names(string ruleset, string kind) => ruleset.Split('\n')
        .Select(line => line.Trim().Split(' ')).Where(words => words is [var first, _, "{"] && first == kind).Select(words => words[1]);

    /// <summary>The words of a ruleset in an order of their own: a hash set lists its elements as it likes.</summary>
    private static string Normal(string ruleset) =>
        string.Join(' ', ruleset.Split([' ', '\n', '\t', ','], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
}
