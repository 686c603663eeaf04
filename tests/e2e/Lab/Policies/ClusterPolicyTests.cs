namespace Margay.Tests.E2e.Lab.Policies;

/// <summary>ClusterNetworkPolicy as a table, measured, beside NetworkPolicy and alone.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class ClusterPolicyTests(SharedLab shared)
{
    private const string Open = "xxxx xxxx xxxx xxxx";
    private const string FromB = "from: [{namespaces: {matchLabels: {four: b}}}]";
    private const string FromBx = "from: [{pods: {namespaceSelector: {matchLabels: {four: b}}, podSelector: {matchLabels: {app: x}}}}]";
    private const string Anyone = "from: [{namespaces: {}}]";
    private const string OfA = "namespaces: {matchLabels: {four: a}}";
    private const string ClosedA = "podSelector: {}, policyTypes: [Ingress]";

    /// <summary>What the case shows, its policies, and the connections to port 80 and to port 81.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        {
            "Admin accepts what a NetworkPolicy denies",
            Kubernetes(ClosedA) + Cluster("Admin", 1, OfA, $"ingress: [{{action: Accept, {FromB}}}]"),
            "x.xx .xxx xxxx xxxx", "x.xx .xxx xxxx xxxx"
        },
        {
            "Admin denies what a NetworkPolicy allows",
            Kubernetes("podSelector: {}, ingress: [{}]") + Cluster("Admin", 1, OfA, $"ingress: [{{action: Deny, {FromB}}}]"),
            "xxxx xxxx ..xx ..xx", "xxxx xxxx ..xx ..xx"
        },
        {
            "Admin passes, and a NetworkPolicy denies",
            Kubernetes(ClosedA) + Cluster("Admin", 1, OfA, $"ingress: [{{action: Pass, {FromB}}}, {{action: Accept, {Anyone}}}]"),
            "xxxx xxxx ..xx ..xx", "xxxx xxxx ..xx ..xx"
        },
        {
            "Admin passes over a later Admin policy, and nothing else decides",
            Cluster("Admin", 1, OfA, $"ingress: [{{action: Pass, {FromBx}}}]") + Cluster("Admin", 2, OfA, $"ingress: [{{action: Deny, {FromB}}}]"),
            "xxxx xxxx xxxx ..xx", "xxxx xxxx xxxx ..xx"
        },
        {
            "Baseline decides where nothing decided",
            Cluster("Baseline", 0, OfA, $"ingress: [{{action: Deny, {FromB}}}]"),
            "xxxx xxxx ..xx ..xx", "xxxx xxxx ..xx ..xx"
        },
        {
            "Baseline is not asked where a NetworkPolicy selects",
            Kubernetes("podSelector: {matchLabels: {app: x}}, ingress: [{from: [{namespaceSelector: {matchLabels: {four: b}}}]}]")
                + Cluster("Baseline", 0, OfA, $"ingress: [{{action: Deny, {FromB}}}]"),
            "xxxx .xxx x.xx x.xx", "xxxx .xxx x.xx x.xx"
        },
        {
            "Baseline is asked after Admin has passed",
            Cluster("Admin", 1, OfA, $"ingress: [{{action: Pass, {FromB}}}]") + Cluster("Baseline", 0, OfA, $"ingress: [{{action: Deny, {FromB}}}]"),
            "xxxx xxxx ..xx ..xx", "xxxx xxxx ..xx ..xx"
        },
        {
            "The lower priority number comes first, here an Accept",
            Cluster("Admin", 20, OfA, $"ingress: [{{action: Deny, {FromB}}}]") + Cluster("Admin", 10, OfA, $"ingress: [{{action: Accept, {FromBx}}}]"),
            "xxxx xxxx xxxx ..xx", "xxxx xxxx xxxx ..xx"
        },
        {
            "The lower priority number comes first, here a Deny",
            Cluster("Admin", 10, OfA, $"ingress: [{{action: Deny, {FromB}}}]") + Cluster("Admin", 20, OfA, $"ingress: [{{action: Accept, {FromBx}}}]"),
            "xxxx xxxx ..xx ..xx", "xxxx xxxx ..xx ..xx"
        },
        {
            "Of a policy's rules the first that matches decides",
            Cluster("Admin", 1, OfA, $"ingress: [{{action: Accept, {FromBx}}}, {{action: Deny, {Anyone}}}]"),
            "x.xx .xxx xxxx ..xx", "x.xx .xxx xxxx ..xx"
        },
        {
            "A subject of pods is those pods only",
            Cluster(
                "Admin", 1, "pods: {namespaceSelector: {matchLabels: {four: a}}, podSelector: {matchLabels: {app: x}}}",
                $"ingress: [{{action: Deny, {FromB}}}]"),
            "xxxx xxxx .xxx .xxx", "xxxx xxxx .xxx .xxx"
        },
        {
            "A subject of several namespaces is all pods of them",
            Cluster("Admin", 1, "namespaces: {matchExpressions: [{key: four, operator: In, values: [a, b]}]}", $"ingress: [{{action: Deny, {Anyone}}}]"),
            "x... .x.. ..x. ...x", "x... .x.. ..x. ...x"
        },
        {
            "A direction without a rule is left alone",
            Cluster("Admin", 1, OfA, "egress: [{action: Deny, to: [{namespaces: {matchLabels: {four: b}}}]}]"),
            "xx.. xx.. xxxx xxxx", "xx.. xx.. xxxx xxxx"
        },
        {
            "A rule counts for its port only",
            Cluster("Admin", 1, OfA, $"ingress: [{{action: Deny, {FromB}, protocols: [{{tcp: {{destinationPort: {{number: 80}}}}}}]}}]"),
            "xxxx xxxx ..xx ..xx", Open
        },
        {
            "A rule counts for its range of ports only",
            Cluster("Admin", 1, OfA, $"ingress: [{{action: Deny, {FromB}, protocols: [{{tcp: {{destinationPort: {{range: {{start: 81, end: 90}}}}}}}}]}}]"),
            Open, "xxxx xxxx ..xx ..xx"
        },
        {
            "A rule of another protocol does not count",
            Cluster("Admin", 1, OfA, $"ingress: [{{action: Deny, {FromB}, protocols: [{{udp: {{destinationPort: {{number: 80}}}}}}]}}]"),
            Open, Open
        },
        {
            "Egress to a named port is the port that the destination calls so",
            Cluster("Admin", 1, OfA, "egress: [{action: Deny, to: [{namespaces: {}}], protocols: [{destinationNamedPort: web}]}]"),
            "x... .x.. xxxx xxxx", Open
        },
        {
            "Ingress by a named port is the pod's own",
            Cluster("Admin", 1, OfA, $"ingress: [{{action: Deny, {FromB}, protocols: [{{destinationNamedPort: web}}]}}]"),
            "xxxx xxxx ..xx ..xx", Open
        },
        {
            "Egress to networks is denied",
            Cluster("Admin", 1, OfA, "egress: [{action: Deny, to: [{networks: [{b/x}]}]}]"),
            "xx.x xx.x xxxx xxxx", "xx.x xx.x xxxx xxxx"
        },
        {
            "Egress to some networks is accepted and to all others denied",
            Cluster("Admin", 1, OfA, "egress: [{action: Accept, to: [{networks: [{b/y}]}]}, {action: Deny, to: [{networks: ['0.0.0.0/0', '::/0']}]}]"),
            "x..x .x.x xxxx xxxx", "x..x .x.x xxxx xxxx"
        },
        {
            "Names of domains stand for no address, so what follows decides",
            Cluster("Admin", 1, OfA, "egress: [{action: Accept, to: [{domainNames: [example.org]}]}, {action: Deny, to: [{networks: ['0.0.0.0/0', '::/0']}]}]"),
            "x... .x.. xxxx xxxx", "x... .x.. xxxx xxxx"
        },
        {
            "Both ends must allow",
            Cluster("Admin", 1, OfA, $"ingress: [{{action: Accept, {Anyone}}}]")
                + Cluster("Admin", 2, "namespaces: {matchLabels: {four: b}}", "egress: [{action: Deny, to: [{namespaces: {matchLabels: {four: a}}}]}]"),
            "xxxx xxxx ..xx ..xx", "xxxx xxxx ..xx ..xx"
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Connections_are_as_the_table_says(string shows, string policies, string port80, string port81)
    {
        Assert.NotEmpty(shows);
        var pods = await FourPods.OfAsync(shared.Lab);
        await using var applied = await pods.WithAsync(policies);
        await pods.ExpectAsync(80, port80);
        await pods.ExpectAsync(81, port81);
    }

    private static string Cluster(string tier, int priority, string subject, string rules) => $$"""
        ---
        apiVersion: policy.networking.k8s.io/v1alpha2
        kind: ClusterNetworkPolicy
        metadata: {name: {{tier.ToLowerInvariant()}}-{{priority}}}
        spec: {tier: {{tier}}, priority: {{priority}}, subject: {{{subject}}}, {{rules}}}

        """;

    private static string Kubernetes(string spec) => $$"""
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: beside, namespace: four-a}
        spec: {{{spec}}}

        """;
}
