using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab;

/// <summary>Policies of several shapes: the kernel does what the oracle says, on one node and across nodes.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class PolicyShapeTests(SharedLab shared)
{
    private const string Namespaces = "shape-a,shape-b";

    /// <summary>What the policy in namespace shape-a is called, and its spec.</summary>
    public static TheoryData<string, string> Shapes => new()
    {
        { "deny all ingress", "podSelector: {}, policyTypes: [Ingress]" },
        { "deny all egress", "podSelector: {}, policyTypes: [Egress]" },
        { "allow the own namespace", "podSelector: {}, ingress: [{from: [{podSelector: {}}]}]" },
        { "allow another namespace", "podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shape-b}}}]}]" },
        { "allow an app of any namespace", "podSelector: {matchLabels: {app: 'y'}}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [x]}]}}]}]" },
        { "allow one port", "podSelector: {}, ingress: [{ports: [{port: 80}]}]" },
        { "allow a range of ports", "podSelector: {}, ingress: [{ports: [{port: 8000, endPort: 8100}]}]" },
        { "allow egress to one app and port", "podSelector: {matchLabels: {app: x}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: 'y'}}}], ports: [{protocol: TCP, port: 8080}]}]" },
        { "allow addresses with exceptions", "podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.65.0.0/16, except: [10.65.0.0/17]}}, {ipBlock: {cidr: 'fd00:65::/64'}}]}]" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task The_kernel_does_what_the_oracle_says(string shape, string spec)
    {
        var lab = shared.Lab;
        await EnsurePodsAsync(lab);
        try
        {
            await lab.ApplyAsync(
                $"{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: shape, namespace: shape-a}}, spec: {{{spec}}}}}");
            foreach (var port in new[] { 80, 8080 })
            {
                var matrix = await lab.ProbeAsync(Namespaces, port);
                Assert.True(matrix.AsExpected, $"{shape}, port {port}:\n{string.Join('\n', matrix.Cells.Where(cell => !cell.Agrees))}");
                Assert.Equal(32, matrix.Cells.Count);
            }
        }
        finally
        {
            using var api = lab.Connect();
            await api.DeleteAsync(Kinds.NetworkPolicy, "shape-a", "shape", default, TestContext.Current.CancellationToken);
        }

        (await lab.ProbeAsync(Namespaces)).ExpectAgreement();
    }

    private static async Task EnsurePodsAsync(TestLab lab)
    {
        if (File.Exists(lab.PodNamespace("shape-b", "y"))) return;
        await lab.AddPodAsync("shape-a", "x", "n1", "app=x", 80, 8080);
        await lab.AddPodAsync("shape-a", "y", "n1", "app=y", 80, 8080);
        await lab.AddPodAsync("shape-b", "x", "n2", "app=x", 80, 8080);
        await lab.AddPodAsync("shape-b", "y", "n3", "app=y", 80, 8080);
    }
}
