using System.Net;
using System.Net.Sockets;
using Margay.Linux;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab;

/// <summary>Where it is asked for, open connections follow policy: what is denied falls silent, what is allowed is not touched.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class OpenConnectionTests(SharedLab shared)
{
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_policy_that_asks_for_it_cuts_what_it_denies_and_nothing_else()
    {
        var lab = await PreparedAsync("");
        using var first = await TalkAsync(lab, "one", 7001);
        using var second = await TalkAsync(lab, "two", 7002);
        var foretold = await ForetoldAsync(lab, "two", "rejudge");
        Assert.Matches(@"\ncut +open/one → open/web +TCP 7001 +\(1 open\)\n", foretold);
        Assert.DoesNotContain("7002", foretold);
        (await ApplyAsync(lab, "two", "rejudge")).Expect();
        await TestLab.UntilAsync("the denied connection is cut", Cut + Patience, () => Task.FromResult(!first.Carries(TimeSpan.FromMilliseconds(300))));
        Assert.True(second.Carries(Patience));

        (await ApplyAsync(lab, "one", "rejudge")).Expect();
        Assert.True(first.Recovers(Patience));
    }

    [Fact]
    public async Task Without_it_and_where_a_policy_keeps_them_connections_go_on()
    {
        var lab = await PreparedAsync("");
        using (var kept = await TalkAsync(lab, "one", 7003))
        {
            Assert.Matches(@"\ngoes on +open/one → open/web +TCP 7003 +\(1 open\)\n", await ForetoldAsync(lab, "two", ""));
            (await ApplyAsync(lab, "two", "")).Expect();
            Assert.True(kept.Carries(Patience));
        }

        lab = await PreparedAsync("");
        await AnnotateAsync(lab, "rejudge");
        try
        {
            using var kept = await TalkAsync(lab, "one", 7004);
            (await ApplyAsync(lab, "two", "keep")).Expect();
            Assert.True(kept.Carries(Patience));
            (await ApplyAsync(lab, "two", "")).Expect();
            await TestLab.UntilAsync("the cluster's default cuts it", Patience, () => Task.FromResult(!kept.Carries(TimeSpan.FromMilliseconds(300))));
        }
        finally
        {
            await AnnotateAsync(lab, "keep");
        }
    }

    /// <summary>Only this caller may call the web pod; pods that nobody has made yet are made.</summary>
    private async Task<TestLab> PreparedAsync(string choice)
    {
        var lab = shared.Lab;
        if (!File.Exists(lab.PodNamespace("open", "web")))
        {
            await lab.AddPodAsync("open", "web", "n1", "app=web", 80);
            await lab.AddPodAsync("open", "one", "n2", "app=one", 80);
            await lab.AddPodAsync("open", "two", "n1", "app=two", 80);
        }

        (await ApplyAsync(lab, "", choice)).Expect();
        return lab;
    }

    /// <param name="lab">The lab.</param>
    /// <param name="caller">Who may call; empty for everybody.</param>
    /// <param name="choice">What becomes of open connections; empty for nothing said.</param>
    private static async Task<Outcome> ApplyAsync(TestLab lab, string caller, string choice)
    {
        return await WithFileAsync(lab, "apply", PolicyOf(caller, choice), "--wait");
    }

    /// <summary>What is said beforehand of a change.</summary>
    private static async Task<string> ForetoldAsync(TestLab lab, string caller, string choice)
    {
        var foretold = await WithFileAsync(lab, "diff", PolicyOf(caller, choice), "--live");
        Assert.Equal("", foretold.Errors);
        return foretold.Output;
    }

    private static string PolicyOf(string caller, string choice)
    {
        var annotations = $"annotations: {{margay.dev/open-connections: {choice}}}, ";
        var from = caller.Length == 0 ? "{}" : $"{{from: [{{podSelector: {{matchLabels: {{app: {caller}}}}}}}]}}";
        return $"{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{{(choice.Length > 0 ? annotations : "")}name: web, namespace: open}}, "
            + $"spec: {{podSelector: {{matchLabels: {{app: web}}}}, ingress: [{from}]}}}}";
    }

    private static async Task AnnotateAsync(TestLab lab, string choice)
    {
        (await WithFileAsync(
            lab, "apply", $"{{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {{name: default, annotations: {{margay.dev/open-connections: {choice}}}}}, spec: {{}}}}")).Expect();
    }

    private static async Task<Outcome> WithFileAsync(TestLab lab, string command, string manifest, params string[] options)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, manifest, Stop);
            return await TestLab.MargayAsync([.. command == "diff" ? ["policy", "diff"] : new[] { command }, "-f", file, .. options, "--kubeconfig", lab.Kubeconfig]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<Talk> TalkAsync(TestLab lab, string caller, int port)
    {
        using var api = lab.Connect();
        var web = (await api.GetAsync(Kinds.Pod, "open", "web", Stop))!.Status!.PodIps!.Select(ip => IPAddress.Parse(ip.Ip)).First();
        using var listener = In(lab, "web", () => new Socket(web.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(web, port));
        listener.Listen();
        var client = In(lab, caller, () => new Socket(web.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        await client.ConnectAsync(new IPEndPoint(web, port), Stop);
        return new Talk(client, await listener.AcceptAsync(Stop));
    }

    private static Socket In(TestLab lab, string pod, Func<Socket> open)
    {
        using var netns = NetnsHandle.Open(lab.PodNamespace("open", pod));
        return Netns.Run(netns, open);
    }

    /// <summary>Both ends of a connection between pods.</summary>
    private sealed record Talk(Socket Client, Socket Server) : IDisposable
    {
        /// <summary>Whether a byte that the server sends comes to the client in time.</summary>
        public bool Carries(TimeSpan patience)
        {
            Server.Send([42]);
            if (!Client.Poll(patience, SelectMode.SelectRead)) return false;
            Client.Receive(new byte[64]);
            return true;
        }

        /// <summary>Whether what was lost comes after all.</summary>
        public bool Recovers(TimeSpan patience) => Client.Poll(patience, SelectMode.SelectRead);

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
