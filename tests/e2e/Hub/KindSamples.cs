namespace Margay.Tests.E2e.Hub;

/// <summary>One object of every kind, and a change of it that its kind allows.</summary>
/// <param name="Resource">The plural with the group, by which kubectl knows the kind.</param>
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

    /// <summary>The plural alone: kubectl explain takes what follows a dot for a field.</summary>
    public string Plural => Resource.Split('.')[0];

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
        new("v1", "Secret", "secrets", "sample", "default", "stringData: {mesh: open sesame}", "stringData",
            """{"stringData":{"mesh":"other"}}""", "{.data.mesh}", "b3RoZXI="),
        new(Calico, "ClusterInformation", "clusterinformations.projectcalico.org", "default", "", "spec: {clusterType: lab}", "spec.datastoreReady",
            """{"spec":{"clusterType":"lab,more"}}""", "{.spec.clusterType}", "lab,more"),
        new(Calico, "FelixConfiguration", "felixconfigurations.projectcalico.org", "node.sample", "", "spec: {routeRefreshInterval: 30s}",
            "spec.routeRefreshInterval", """{"spec":{"routeRefreshInterval":"60s"}}""", "{.spec.routeRefreshInterval}", "60s"),
        new(Calico, "BGPConfiguration", "bgpconfigurations.projectcalico.org", "default", "",
            "spec: {asNumber: '1.10', communities: [{name: near, value: '64512:100'}], prefixAdvertisements: [{cidr: 10.0.0.0/8, communities: [near]}]}",
            "spec.serviceLoadBalancerIPs.cidr", """{"spec":{"nodeToNodeMeshEnabled":false}}""", "{.spec.nodeToNodeMeshEnabled}", "false"),
        new(Calico, "BGPFilter", "bgpfilters.projectcalico.org", "sample", "",
            "spec: {exportV4: [{cidr: 10.0.0.0/8, matchOperator: In, action: Accept, operations: [{setPriority: {value: 512}}]}]}",
            "spec.exportV4.operations.prependASPath", """{"spec":{"exportV4":[{"action":"Reject"}]}}""", "{.spec.exportV4[0].action}", "Reject"),
        new(Calico, "BGPPeer", "bgppeers.projectcalico.org", "sample", "", "spec: {peerIP: '192.0.2.1:1790', asNumber: 64513, nodeSelector: has(rack)}",
            "spec.password.secretKeyRef", """{"spec":{"ttlSecurity":1}}""", "{.spec.ttlSecurity}", "1"),
        new(Calico, "CalicoNodeStatus", "caliconodestatuses.projectcalico.org", "sample", "",
            "spec: {node: sample-node, classes: [BGP, Routes], updatePeriodSeconds: 10}", "status.bgp.peersV4.state",
            """{"spec":{"updatePeriodSeconds":0}}""", "{.spec.updatePeriodSeconds}", "0"),
        new(Calico, "IPPool", "ippools.projectcalico.org", "sample", "", "spec: {cidr: 10.77.0.0/16}", "spec.cidr",
            """{"spec":{"natOutgoing":true}}""", "{.spec.natOutgoing}", "true"),
        new(Calico, "IPAMBlock", "ipamblocks.projectcalico.org", "10-77-0-0-30", "",
            "spec: {cidr: 10.77.0.0/30, affinity: 'host:n1', allocations: [null, null, null, null], unallocated: [0, 1, 2, 3], attributes: [], strictAffinity: false}",
            "spec.allocations", """{"spec":{"affinity":"host:n2"}}""", "{.spec.affinity}", "host:n2"),
        new(Calico, "BlockAffinity", "blockaffinities.projectcalico.org", "n1-10-77-0-0-30", "",
            "spec: {state: pending, node: n1, cidr: 10.77.0.0/30, deleted: false}", "spec.state",
            """{"spec":{"state":"confirmed"}}""", "{.spec.state}", "confirmed"),
        new(Calico, "IPAMHandle", "ipamhandles.projectcalico.org", "sample", "", "spec: {handleID: sample, block: {10.77.0.0/30: 1}}", "spec.block",
            """{"spec":{"block":{"10.77.0.0/30":2}}}""", "{.spec.block}", """{"10.77.0.0/30":2}"""),
        new("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies.networking.k8s.io", "sample", "default",
            "spec: {podSelector: {matchLabels: {role: frontend}}, ingress: [{from: [{podSelector: {matchLabels: {role: backend}}}], ports: [{port: 80}]}]}",
            "spec.ingress.ports.endPort", """{"spec":{"policyTypes":["Ingress","Egress"]}}""", "{.spec.policyTypes}", """["Ingress","Egress"]"""),
        new(Calico, "KubeControllersConfiguration", "kubecontrollersconfigurations.projectcalico.org", "default", "",
            "spec: {controllers: {node: {hostEndpoint: {autoCreate: Enabled, templates: [{generateName: eth, interfacePattern: 'eth.*', labels: {side: out}}]}}}}",
            "spec.controllers.node.hostEndpoint.templates.interfaceCIDRs",
            """{"spec":{"controllers":{"node":{"hostEndpoint":{"autoCreate":"Disabled"}}}}}""",
            "{.spec.controllers.node.hostEndpoint.autoCreate}", "Disabled"),
        new("v1", "Service", "services", "sample", "default", "spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}",
            "spec.ports.targetPort", """{"spec":{"type":"NodePort"}}""", "{.spec.type}", "NodePort"),
        new("discovery.k8s.io/v1", "EndpointSlice", "endpointslices.discovery.k8s.io", "sample-1", "default",
            "addressType: IPv4\nendpoints: [{addresses: [10.65.0.2], conditions: {ready: true}}]\nports: [{name: http, port: 8080}]",
            "endpoints.conditions.ready", """{"ports":[{"name":"http","port":8081}]}""", "{.ports[0].port}", "8081"),
        new("v1", "Event", "events", "sample", "default",
            "involvedObject: {kind: Node, name: sample-node}\nreason: Sampled\nmessage: nothing happened\ntype: Normal\nsource: {component: sampler}\ncount: 1",
            "involvedObject.fieldPath", """{"count":2}""", "{.count}", "2"),
        new(Calico, "Tier", "tiers.projectcalico.org", "sample", "", "spec: {order: 200}", "spec.defaultAction",
            """{"spec":{"defaultAction":"Pass"}}""", "{.spec.defaultAction}", "Pass"),
        new(Calico, "Profile", "profiles.projectcalico.org", "sample", "", "spec: {egress: [{action: Allow}], labelsToApply: {zone: a}}",
            "spec.labelsToApply", """{"spec":{"labelsToApply":{"zone":"b"}}}""", "{.spec.labelsToApply.zone}", "b"),
        new(Calico, "GlobalNetworkSet", "globalnetworksets.projectcalico.org", "sample", "", "spec: {nets: [203.0.113.0/24]}",
            "spec.nets", """{"spec":{"nets":["203.0.113.7"]}}""", "{.spec.nets}", """["203.0.113.7"]"""),
        new(Calico, "NetworkSet", "networksets.projectcalico.org", "sample", "default", "spec: {nets: ['2001:db8::/32']}",
            "spec.nets", """{"spec":{"nets":["203.0.113.7"]}}""", "{.spec.nets}", """["203.0.113.7"]"""),
        new(Calico, "NetworkPolicy", "networkpolicies.projectcalico.org", "sample", "default",
            "spec: {order: 10.5, selector: app == 'web', ingress: [{action: Allow, protocol: TCP, source: {selector: role == 'shop'}, destination: {ports: [80, '8000:8080', http]}}], egress: [{action: Pass}]}",
            "spec.ingress.source.namespaceSelector", """{"spec":{"types":["Ingress"]}}""", "{.spec.types}", """["Ingress"]"""),
        new(Calico, "GlobalNetworkPolicy", "globalnetworkpolicies.projectcalico.org", "sample", "",
            "spec: {tier: kube-admin, namespaceSelector: has(team), ingress: [{action: Deny, protocol: 6, source: {nets: [203.0.113.0/24]}}]}",
            "spec.preDNAT", """{"spec":{"applyOnForward":true}}""", "{.spec.applyOnForward}", "true"),
        new(Calico, "StagedNetworkPolicy", "stagednetworkpolicies.projectcalico.org", "sample", "default",
            "spec: {selector: all(), egress: [{action: Allow, destination: {services: {name: sample}}}]}",
            "spec.stagedAction", """{"spec":{"stagedAction":"Learn"}}""", "{.spec.stagedAction}", "Learn"),
        new(Calico, "StagedGlobalNetworkPolicy", "stagedglobalnetworkpolicies.projectcalico.org", "sample", "", "spec: {stagedAction: Delete}",
            "spec.stagedAction", """{"spec":{"stagedAction":"Set","order":5}}""", "{.spec.order}", "5"),
        new(Calico, "StagedKubernetesNetworkPolicy", "stagedkubernetesnetworkpolicies.projectcalico.org", "sample", "default",
            "spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 80}]}]}",
            "spec.podSelector", """{"spec":{"policyTypes":["Ingress","Egress"]}}""", "{.spec.policyTypes}", """["Ingress","Egress"]"""),
        new("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy", "clusternetworkpolicies.policy.networking.k8s.io", "sample", "",
            "spec: {tier: Admin, priority: 10, subject: {namespaces: {}}, egress: [{action: Accept, to: [{domainNames: [example.com]}, {networks: [10.0.0.0/8]}], protocols: [{tcp: {destinationPort: {number: 443}}}]}]}",
            "spec.egress.protocols.tcp.destinationPort.range", """{"spec":{"priority":11}}""", "{.spec.priority}", "11"),
        new(Calico, "HostEndpoint", "hostendpoints.projectcalico.org", "sample", "",
            "spec: {node: sample-node, interfaceName: eth0, expectedIPs: [192.0.2.1], ports: [{name: ssh, protocol: TCP, port: 22}]}",
            "spec.expectedIPs", """{"spec":{"interfaceName":"*"}}""", "{.spec.interfaceName}", "*"),
        new("v1", "Pod", "pods", "sample", "default",
            "spec: {nodeName: sample-node, containers: [{name: main, image: none, ports: [{containerPort: 80, name: http}], resources: {requests: {cpu: 10m}}}]}",
            "spec.containers.ports", """{"metadata":{"annotations":{"changed":"yes"}}}""", "{.metadata.annotations.changed}", "yes"),
    ];
}
