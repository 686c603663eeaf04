using System.Text.RegularExpressions;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab.Policies;

/// <summary>
/// Four pods, x and y in each of two namespaces, on three nodes: <c>a/x</c> on n1, <c>a/y</c> on n2, <c>b/x</c> on n1,
/// <c>b/y</c> on n3. Each has the ports 80, named web, and 81, and runs under the account of its name.
/// </summary>
/// <remarks>
/// The namespaces, called four-a and four-b, have a label <c>four</c> with their letter; the pods a label <c>app</c>.
/// In manifests <c>{a/x}</c> stands for a pod's addresses as prefixes, <c>{a/x.4}</c> and <c>{a/x.6}</c> for each as
/// it is.
/// </remarks>
internal sealed partial class FourPods
{
    public const string Namespaces = "four-a,four-b";

    private static readonly (string Namespace, string Name, string Node)[] Places =
        [("a", "x", "n1"), ("a", "y", "n2"), ("b", "x", "n1"), ("b", "y", "n3")];

    private readonly Dictionary<string, (string V4, string V6)> _addresses = [];

    private FourPods(TestLab lab) => Lab = lab;

    public TestLab Lab { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The pods, made if they are not there yet.</summary>
    public static async Task<FourPods> OfAsync(TestLab lab)
    {
        var pods = new FourPods(lab);
        if (!File.Exists(lab.PodNamespace("four-b", "y")))
        {
            await lab.ApplyAsync(string.Join("\n---\n", Manifests()));
            (await lab.RunAsync("pod", "wait")).Expect();
        }

        using var api = lab.Connect();
        foreach (var (ns, name, _) in Places)
        {
            var pod = (await api.GetAsync(Kinds.Pod, $"four-{ns}", name, Stop))!;
            pods._addresses[$"{ns}/{name}"] = (pod.Status!.PodIps![0].Ip, pod.Status.PodIps[1].Ip);
        }

        return pods;
    }

    /// <summary>The network namespace of a pod, as in <c>a/x</c>.</summary>
    public string NetnsOf(string pod) => Lab.PodNamespace($"four-{pod[0]}", pod[2..]);

    /// <summary>The IPv4 and IPv6 address of a pod, as in <c>a/x</c>.</summary>
    public (string V4, string V6) AddressesOf(string pod) => _addresses[pod];

    /// <summary>Applies manifests until the scope ends.</summary>
    public async Task<IAsyncDisposable> WithAsync(string manifests)
    {
        var text = Placeholder().Replace(manifests, match =>
        {
            var (v4, v6) = _addresses[match.Groups[1].Value];
            return match.Groups[2].Value switch { ".4" => v4, ".6" => v6, _ => $"'{v4}/32', '{v6}/128'" };
        });
        await Lab.ApplyAsync(text);
        return new Applied(Lab, text);
    }

    /// <summary>
    /// Requires that the pods' TCP connections to a port are as the oracle says and as the table says: a word for each
    /// source, a letter for each destination, in the order of the pods; <c>x</c> connects over both families.
    /// </summary>
    public async Task ExpectAsync(int port, string table)
    {
        var matrix = await Lab.ProbeAsync(Namespaces, port);
        matrix.ExpectAgreement();
        string[] names = [.. Places.Select(static pod => $"four-{pod.Namespace}/{pod.Name}")];
        var measured = names.Select(from => string.Concat(names.Select(to => matrix.Connects(from, to) ? 'x' : '.')));
        Assert.Equal($"port {port}: {table}", $"port {port}: {string.Join(' ', measured)}");
    }

    private static IEnumerable<string> Manifests()
    {
        foreach (var ns in new[] { "a", "b" })
        {
            yield return $"{{apiVersion: v1, kind: Namespace, metadata: {{name: four-{ns}, labels: {{four: {ns}}}}}}}";
            foreach (var account in new[] { "x", "y" })
                yield return $"{{apiVersion: v1, kind: ServiceAccount, metadata: {{name: {account}s, namespace: four-{ns}, labels: {{of: '{account}'}}}}}}";
        }

        foreach (var (ns, name, node) in Places)
        {
            yield return $$"""
                apiVersion: v1
                kind: Pod
                metadata: {name: '{{name}}', namespace: four-{{ns}}, labels: {app: '{{name}}' } }
                spec:
                  nodeName: {{node}}
                  serviceAccountName: {{name}}s
                  containers:
                  - name: c
                    image: lab
                    ports:
                    - {containerPort: 80, name: web}
                    - {containerPort: 81}
                    - {containerPort: 53, protocol: UDP}
                """;
        }
    }

    [GeneratedRegex(@"\{([ab]/[xy])(\.[46])?\}")]
    private static partial Regex Placeholder();

    private sealed class Applied(TestLab lab, string manifests) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await lab.DeleteAsync(manifests);
    }
}
