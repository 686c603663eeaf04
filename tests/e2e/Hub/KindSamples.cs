namespace Margay.Tests.E2e.Hub;

/// <summary>One object of every kind, and a change of it that its kind allows.</summary>
/// <param name="Resource">The plural by which kubectl knows the kind.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Namespace">Its namespace; empty for cluster-scoped kinds.</param>
/// <param name="Body">The rest of the manifest after the metadata.</param>
/// <param name="Field">A field to ask kubectl explain about.</param>
/// <param name="Change">A merge patch.</param>
/// <param name="ChangedPath">Where the change shows, as a jsonpath.</param>
/// <param name="ChangedValue">What then stands there.</param>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Kind">The kind.</param>
public sealed record KindSample(
    string ApiVersion,
    string Kind,
    string Resource,
    string Name,
    string Namespace,
    string Body,
    string Field,
    string Change,
    string ChangedPath,
    string ChangedValue)
{
    public string Manifest => $"""
        apiVersion: {ApiVersion}
        kind: {Kind}
        metadata:
          name: {Name}
        {(Namespace.Length == 0 ? "" : $"  namespace: {Namespace}")}
        {Body}
        """;

    /// <summary>The arguments that name the object.</summary>
    public string[] Target => Namespace.Length == 0 ? [Resource, Name] : [Resource, Name, "-n", Namespace];

    public override string ToString() => Kind;
}

public static class KindSamples
{
    private const string Calico = "projectcalico.org/v3";

    public static IReadOnlyList<KindSample> All { get; } =
    [
        new("v1", "Namespace", "namespaces", "sample", "", "", "spec.finalizers",
            """{"metadata":{"annotations":{"changed":"yes"}}}""", "{.metadata.annotations.changed}", "yes"),
        new("v1", "Node", "nodes", "sample-node", "", "", "status.addresses",
            """{"spec":{"unschedulable":true}}""", "{.spec.unschedulable}", "true"),
        new("v1", "ServiceAccount", "serviceaccounts", "sample", "default", "", "imagePullSecrets",
            """{"automountServiceAccountToken":false}""", "{.automountServiceAccountToken}", "false"),
        new(Calico, "ClusterInformation", "clusterinformations", "default", "", "spec: {clusterType: lab}", "spec.datastoreReady",
            """{"spec":{"clusterType":"lab,more"}}""", "{.spec.clusterType}", "lab,more"),
        new(Calico, "FelixConfiguration", "felixconfigurations", "node.sample", "", "spec: {routeRefreshInterval: 30s}",
            "spec.routeRefreshInterval", """{"spec":{"routeRefreshInterval":"60s"}}""", "{.spec.routeRefreshInterval}", "60s"),
        new(Calico, "IPPool", "ippools", "sample", "", "spec: {cidr: 10.77.0.0/16}", "spec.cidr",
            """{"spec":{"natOutgoing":true}}""", "{.spec.natOutgoing}", "true"),
        new(Calico, "IPAMBlock", "ipamblocks", "10-77-0-0-30", "",
            "spec: {cidr: 10.77.0.0/30, affinity: 'host:n1', allocations: [null, null, null, null], unallocated: [0, 1, 2, 3], attributes: [], strictAffinity: false}",
            "spec.allocations", """{"spec":{"affinity":"host:n2"}}""", "{.spec.affinity}", "host:n2"),
        new(Calico, "BlockAffinity", "blockaffinities", "n1-10-77-0-0-30", "",
            "spec: {state: pending, node: n1, cidr: 10.77.0.0/30, deleted: false}", "spec.state",
            """{"spec":{"state":"confirmed"}}""", "{.spec.state}", "confirmed"),
        new(Calico, "IPAMHandle", "ipamhandles", "sample", "", "spec: {handleID: sample, block: {10.77.0.0/30: 1}}", "spec.block",
            """{"spec":{"block":{"10.77.0.0/30":2}}}""", "{.spec.block}", """{"10.77.0.0/30":2}"""),
        new("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", "sample", "default",
            "spec: {podSelector: {matchLabels: {role: frontend}}, ingress: [{from: [{podSelector: {matchLabels: {role: backend}}}], ports: [{port: 80}]}]}",
            "spec.ingress.ports.endPort", """{"spec":{"policyTypes":["Ingress","Egress"]}}""", "{.spec.policyTypes}", """["Ingress","Egress"]"""),
        new("v1", "Pod", "pods", "sample", "default",
            "spec: {nodeName: sample-node, containers: [{name: main, image: none, ports: [{containerPort: 80, name: http}], resources: {requests: {cpu: 10m}}}]}",
            "spec.containers.ports", """{"metadata":{"annotations":{"changed":"yes"}}}""", "{.metadata.annotations.changed}", "yes"),
    ];
}
