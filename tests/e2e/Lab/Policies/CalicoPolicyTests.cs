namespace Margay.Tests.E2e.Lab.Policies;

/// <summary>Calico's own policies on pods as a table, measured.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class CalicoPolicyTests(SharedLab shared)
{
    private const string FromB = "source: {namespaceSelector: four == 'b'}";
    private const string FromBx = "source: {namespaceSelector: four == 'b', selector: app == 'x'}";
    private const string OfA = "namespaceSelector: four == 'a'";
    private const string Early = "{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: early}, spec: {order: 100}}\n---\n";
    private const string EarlyThatPasses = "{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: early}, spec: {order: 100, defaultAction: Pass}}\n---\n";
    private const string Late = "{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: late}, spec: {order: 2000000}}\n---\n";

    /// <summary>What the case shows, its objects, and the connections to port 80 and to port 81.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        {
            "A rule that passes leaves the tier, and after the last tier the namespace allows",
            Early + Global("early.p", $"tier: early, {OfA}, ingress: [{{action: Pass, {FromBx}}}, {{action: Deny, {FromB}}}, {{action: Allow}}]"),
            "xxxx xxxx xxxx ..xx", "xxxx xxxx xxxx ..xx"
        },
        {
            "A tier that selects and decides nothing denies",
            Early + Global("early.p", $"tier: early, {OfA}, selector: app == 'x', ingress: [{{action: Allow, {FromB}}}]"),
            "xxxx .xxx xxxx xxxx", "xxxx .xxx xxxx xxxx"
        },
        {
            "A tier that passes by default leaves it to the next",
            EarlyThatPasses + Global("early.p", $"tier: early, {OfA}, ingress: [{{action: Deny, {FromBx}}}]")
                + Namespaced("default.p", "selector: app == 'y', ingress: [{action: Allow}]"),
            "xxxx xxxx ..xx xxxx", "xxxx xxxx ..xx xxxx"
        },
        {
            "What an earlier tier allows, a later one is not asked about",
            Early + Late + Global("early.p", $"tier: early, {OfA}, ingress: [{{action: Allow, {FromBx}}}, {{action: Pass}}]")
                + Global("late.p", $"tier: late, {OfA}, ingress: [{{action: Deny}}]"),
            "x.xx .xxx xxxx ..xx", "x.xx .xxx xxxx ..xx"
        },
        {
            "The lower order comes first",
            Global("default.second", $"order: 20, {OfA}, ingress: [{{action: Allow}}]")
                + Global("default.first", $"order: 10, {OfA}, ingress: [{{action: Deny, {FromBx}}}]"),
            "xxxx xxxx ..xx xxxx", "xxxx xxxx ..xx xxxx"
        },
        {
            "A policy of Kubernetes stands at order 1000",
            Kubernetes("podSelector: {}, ingress: [{}]")
                + Global("default.before", $"order: 999, {OfA}, ingress: [{{action: Deny, {FromBx}}}]")
                + Global("default.after", $"order: 1001, {OfA}, ingress: [{{action: Deny}}]"),
            "xxxx xxxx ..xx xxxx", "xxxx xxxx ..xx xxxx"
        },
        {
            "A namespaced policy looks in its own namespace",
            Namespaced("default.p", "selector: all(), ingress: [{action: Allow, source: {selector: app == 'x'}}]"),
            "xxxx .xxx ..xx ..xx", "xxxx .xxx ..xx ..xx"
        },
        {
            "A namespaced policy looks where its namespaceSelector says",
            Namespaced("default.p", $"selector: all(), ingress: [{{action: Allow, {FromBx}}}]"),
            "x.xx .xxx xxxx ..xx", "x.xx .xxx xxxx ..xx"
        },
        {
            "Ports count as numbers, ranges and names",
            Namespaced("default.p", "selector: all(), ingress: [{action: Allow, protocol: TCP, source: {namespaceSelector: all()}, destination: {ports: [web, '90:99']}}]"),
            "xxxx xxxx xxxx xxxx", "x.xx .xxx ..xx ..xx"
        },
        {
            "What a rule must not be",
            Global("default.p", $"{OfA}, ingress: [{{action: Allow, protocol: TCP, {FromB.Replace("}", ", notSelector: app == 'x'}")}, destination: {{notPorts: [81]}}}}]"),
            "x.xx .xxx ..xx xxxx", "x.xx .xxx ..xx ..xx"
        },
        {
            "A network set is a peer by its labels",
            Set("NetworkSet", "friends, namespace: four-a", "b/x")
                + Namespaced("default.p", "selector: all(), ingress: [{action: Allow, source: {selector: is == 'listed'}}]"),
            "x.xx .xxx xxxx ..xx", "x.xx .xxx xxxx ..xx"
        },
        {
            "A global network set is a peer of global policies",
            Set("GlobalNetworkSet", "foes", "b/y")
                + Global("default.p", $"{OfA}, ingress: [{{action: Deny, source: {{selector: is == 'listed'}}}}, {{action: Allow}}]"),
            "xxxx xxxx xxxx ..xx", "xxxx xxxx xxxx ..xx"
        },
        {
            "Nets are addresses, whoever holds them",
            Global(
                "default.p",
                $"{OfA}, types: [Egress], egress: [{{action: Allow, destination: {{nets: ['{{b/x.4}}/32']}}}}, "
                    + "{action: Allow, destination: {nets: ['{b/x.6}']}}]"),
            "x.x. .xx. xxxx xxxx", "x.x. .xx. xxxx xxxx"
        },
        {
            "A peer by the names of accounts is pods of the own namespace",
            Namespaced("default.p", "selector: all(), ingress: [{action: Allow, source: {serviceAccounts: {names: [xs]}}}]"),
            "xxxx .xxx ..xx ..xx", "xxxx .xxx ..xx ..xx"
        },
        {
            "A peer by the labels of accounts, in other namespaces",
            Namespaced("default.p", $"selector: all(), ingress: [{{action: Allow, {FromB.Replace("}", ", serviceAccounts: {selector: of == 'y'}}")}}}]"),
            "x.xx .xxx ..xx xxxx", "x.xx .xxx ..xx xxxx"
        },
        {
            "A policy selects pods by their accounts",
            Namespaced("default.p", $"serviceAccountSelector: of == 'x', ingress: [{{action: Deny, {FromB}}}, {{action: Allow}}]"),
            "xxxx xxxx .xxx .xxx", "xxxx xxxx .xxx .xxx"
        },
        {
            "A service is what its slices say, with their ports",
            Slice(4) + Slice(6) + Namespaced(
                "default.p", "selector: all(), types: [Egress], egress: [{action: Allow, destination: {services: {name: shop, namespace: four-b}}}]"),
            "x.x. .xx. xxxx xxxx", "x... .x.. xxxx xxxx"
        },
        {
            "A staged policy changes nothing",
            "{apiVersion: projectcalico.org/v3, kind: StagedGlobalNetworkPolicy, metadata: {name: default.p}, "
                + $"spec: {{{OfA}, ingress: [{{action: Deny}}]}}}}",
            "xxxx xxxx xxxx xxxx", "xxxx xxxx xxxx xxxx"
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Connections_are_as_the_table_says(string shows, string objects, string port80, string port81)
    {
        Assert.NotEmpty(shows);
        var pods = await FourPods.OfAsync(shared.Lab);
        await using var applied = await pods.WithAsync(objects);
        await pods.ExpectAsync(80, port80);
        await pods.ExpectAsync(81, port81);
    }

    private static string Global(string name, string spec) => Policy("GlobalNetworkPolicy", name, spec);

    private static string Namespaced(string name, string spec) => Policy("NetworkPolicy", $"{name}, namespace: four-a", spec);

    private static string Policy(string kind, string metadata, string spec) =>
        $"{{apiVersion: projectcalico.org/v3, kind: {kind}, metadata: {{name: {metadata}}}, spec: {{{spec}}}}}\n---\n";

    private static string Set(string kind, string metadata, string pod) =>
        $"{{apiVersion: projectcalico.org/v3, kind: {kind}, metadata: {{name: {metadata}, labels: {{is: listed}}}}, spec: {{nets: [{{{pod}}}]}}}}\n---\n";

    private static string Slice(int family) =>
        "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, "
        + $"metadata: {{name: shop-{family}, namespace: four-b, labels: {{kubernetes.io/service-name: shop}}}}, "
        + $"addressType: IPv{family}, endpoints: [{{addresses: ['{{b/x.{family}}}']}}], ports: [{{protocol: TCP, port: 80}}]}}\n---\n";

    private static string Kubernetes(string spec) =>
        $"{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: beside, namespace: four-a}}, spec: {{{spec}}}}}\n---\n";
}
