using System.Text.Json.Nodes;
using Margay.Host.Cli.Describe;
using Margay.Host.Cli.Ipam;
using Margay.Host.Cli.Node;
using Margay.Ipam;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.Unit.Cli;

public sealed class DescriptionTests
{
    private static readonly IpamSummary Summary = new([Read(Pool("10.65.0.0/16"))], [FirstBlock]);

    [Fact]
    public void A_secret_shows_its_keys_and_not_what_they_hold() => Assert.Equal(
        """
        Name:       bgp
        Namespace:  kube-system
        Labels:     <none>
        Age:        <unknown>
        Type:       Opaque
        Data:       empty: 0 bytes
                    mesh: 6 bytes

        """,
        SecretDescription.Of(
            new Secret
            {
                Metadata = new ObjectMeta { Name = "bgp", Namespace = "kube-system" },
                Type = "Opaque",
                Data = new Dictionary<string, byte[]?> { ["mesh"] = "secret"u8.ToArray(), ["empty"] = null },
            },
            ShopCluster.Now));

    [Fact]
    public void A_pod_shows_where_it_is_and_what_its_policies_allow() => Assert.Equal(
        """
        Name:       web
        Namespace:  shop
        Labels:     app=web
                    role=frontend
        Age:        5m
        Phase:      Running
        Node:       n1 (172.30.0.1)
        Addresses:  10.65.0.1
                    fd65::1
        Ports:      TCP 8080 'http' (container c)
                    UDP 53 (container c)
        Ingress:    isolated: only what these policies allow
                    - frontend:
                        TCP port 'http', TCP 9000-9010 from pods with role=backend in this namespace
                        everything from all pods in namespaces with team in (ops, infra), or from addresses in 192.0.2.0/24 except 192.0.2.128/25
        Egress:     isolated: only what these policies allow
                    - quiet:
                        UDP 53 to anywhere
                        everything to all pods in this namespace

        """,
        PodDescription.Of(Pod("web"), ShopCluster.State, ShopCluster.Now));

    [Fact]
    public void A_pod_that_no_policy_selects_is_open()
    {
        var text = PodDescription.Of(Pod("stranger"), ShopCluster.State, ShopCluster.Now);
        Assert.Contains("Ingress:    open: no policy selects this pod\n", text);
        Assert.Contains("Ports:      <none>\n", text);
    }

    [Fact]
    public void A_pod_on_its_nodes_network_is_beyond_policy() => Assert.Contains(
        "Egress:     open: the pod shares its node's network, where policy does not apply\n",
        PodDescription.Of(Pod("monitor"), ShopCluster.State, ShopCluster.Now));

    [Fact]
    public void A_policy_shows_the_pods_it_selects_and_its_rules_in_words() => Assert.Equal(
        """
        Name:       frontend
        Namespace:  shop
        Labels:     <none>
        Age:        <unknown>
        Selects:    pods with role=frontend in this namespace
        Now these:  web
        Ingress:    isolated: this policy allows
                    - TCP port 'http', TCP 9000-9010 from pods with role=backend in this namespace
                    - everything from all pods in namespaces with team in (ops, infra), or from addresses in 192.0.2.0/24 except 192.0.2.128/25
        Egress:     not affected

        """,
        PolicyDescription.Of(ShopCluster.State.KubernetesPolicies.Single(policy => policy.Metadata.Name == "frontend"), ShopCluster.State.Pods, ShopCluster.Now));

    [Fact]
    public void A_policy_without_rules_allows_nothing()
    {
        var closed = new NetworkPolicy { Metadata = new ObjectMeta { Name = "closed", Namespace = "shop" } };
        var text = PolicyDescription.Of(closed, ShopCluster.State.Pods, ShopCluster.Now);
        Assert.Contains("Selects:    all pods in this namespace\nNow these:  api\n            web\n", text);
        Assert.Contains("Ingress:    isolated: this policy allows nothing\nEgress:     not affected\n", text);
    }

    [Fact]
    public void A_node_shows_its_blocks_and_pods() => Assert.Equal(
        """
        Name:       n1
        Labels:     <none>
        Age:        24h
        Ready:      True
        Agent:      unknown
        Addresses:  172.30.0.1
                    fd30::1
        Blocks:     10.65.0.0/26, 2 of 64 addresses in use
        Pods:       shop/monitor (172.30.0.1)
                    shop/web (10.65.0.1, fd65::1)
        Events:     Normal BGPSessionUp (120m ago): Global_192_0_2_1 is up
                    Warning BGPSessionDown (3 times, last 60s ago): Global_192_0_2_1 is down

        """,
        (NodeView.Of(Node("n1"), [FirstBlock], ShopCluster.State.Pods) with { Events = Events }).Describe(ShopCluster.Now));

    /// <summary>Two events of n1, not in order, and others.</summary>
    private static IReadOnlyList<Event> Events { get; } =
    [
        OfNode("n1", "Warning", "BGPSessionDown", "Global_192_0_2_1 is down", TimeSpan.FromMinutes(1)) with { Count = 3 },
        OfNode("n1", "Normal", "BGPSessionUp", "Global_192_0_2_1 is up", TimeSpan.FromHours(2)),
        OfNode("n2", "Normal", "BGPSessionUp", "elsewhere", TimeSpan.FromHours(2)),
        new() { InvolvedObject = new ObjectReference { Kind = "Pod", Name = "n1", Namespace = "shop" } },
    ];

    private static Event OfNode(string node, string type, string reason, string message, TimeSpan ago) => new()
    {
        InvolvedObject = new ObjectReference
        {
            Kind = "Node",
            Name = node,
        },
        Type = type,
        Reason = reason,
        Message = message,
        LastTimestamp = ShopCluster.Now - ago,
    };

    [Fact]
    public void Nodes_at_a_glance() => Assert.Equal(
        """
        NODE   READY   ADDRESSES             BLOCKS   PODS
        n1     True    172.30.0.1, fd30::1   1        2
        n2     False                         0        2
        n2: no policy in the kernel

        """,
        NodeStatusText.Table(
            ShopCluster.State.Nodes.Select(node => NodeView.Of(node, [FirstBlock], ShopCluster.State.Pods)), width: null));

    [Fact]
    public void A_node_that_is_not_ready_says_why() => Assert.Contains(
        "Ready:      False: no policy in the kernel\n", NodeView.Of(Node("n2"), [], []).Describe(ShopCluster.Now));

    [Fact]
    public void A_node_that_is_ready_says_why_its_agent_is_not()
    {
        Condition[] conditions = [Condition("Ready", "True", "all is well"), Condition("MargayReady", "False", "routes: 192.0.2.9/32: no way")];
        var node = Node("n1") with { Status = new NodeStatus { Conditions = conditions } };
        Assert.EndsWith("\nn1: routes: 192.0.2.9/32: no way\n", NodeStatusText.Table([NodeView.Of(node, [], [])], width: null), StringComparison.Ordinal);
        Assert.Contains("Ready:      True\nAgent:      routes: 192.0.2.9/32: no way\n", NodeView.Of(node, [], []).Describe(ShopCluster.Now), StringComparison.Ordinal);

        static Condition Condition(string type, string status, string message) => new()
        {
            Type = type,
            Status = status,
            Message = message,
        };
    }

    [Fact]
    public void A_pool_shows_who_uses_it_and_its_blocks() => Assert.Equal(
        """
        Name:           p
        Labels:         <none>
        Age:            <unknown>
        CIDR:           10.65.0.0/16
        Used by:        all nodes
        For:            Workload, Tunnel
        Between nodes:  plain routing
        Outwards:       no NAT
        In use:         2 of 65536 addresses
        Blocks:         10.65.0.0/26 of node n1, 2 of 64 addresses in use

        """,
        PoolDescription.Of(Pool("10.65.0.0/16"), Summary, ShopCluster.Now));

    [Fact]
    public void Another_kind_shows_its_members() => Assert.Equal(
        """
        Name:    default
        Labels:  a=b
        Age:     60s
        Spec:    clusterGUID: "0123"
                 datastoreReady: true

        """,
        ObjectDescription.Of(
            (JsonObject)JsonNode.Parse(
                """
                {"apiVersion":"projectcalico.org/v3","kind":"ClusterInformation",
                 "metadata":{"name":"default","labels":{"a":"b"},"creationTimestamp":"2026-03-01T11:59:00Z"},
                 "spec":{"clusterGUID":"0123","datastoreReady":true}}
                """)!,
            ShopCluster.Now));

    [Fact]
    public void Pools_and_blocks_in_tables()
    {
        Assert.Equal(
            """
            POOL   CIDR           BLOCKS      IN USE   FREE    USE
            p      10.65.0.0/16   1 of 1024   2        65534   <1%

            """,
            IpamText.Pools(Summary, width: null));
        Assert.Equal(
            """
            BLOCK          POOL   NODE   IN USE   FREE   BORROWED
            10.65.0.0/26   p      n1     2        62     1

            """,
            IpamText.Blocks(Summary, width: null));
    }

    [Fact]
    public void An_address_shows_its_holder() => Assert.Equal(
        """
        Address:  10.65.0.1
        Pool:     p (10.65.0.0/16)
        Block:    10.65.0.0/26 of node n1
        In use:   by shop/web
        Node:     n1
        Handle:   k8s-pod-network.1

        """,
        IpamText.Address(Summary.Find(IpAddr.Parse("10.65.0.1"))));

    [Fact]
    public void A_free_address_and_one_of_no_pool()
    {
        Assert.Contains("In use:   no\n", IpamText.Address(Summary.Find(IpAddr.Parse("10.65.0.9"))));
        Assert.Contains("Pool:     none", IpamText.Address(Summary.Find(IpAddr.Parse("192.0.2.1"))));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("9999999", "9999999")]
    [InlineData("16777216", "2^24")]
    [InlineData("16777215", "~2^24")]
    [InlineData("1208925819614629174706176", "2^80")]
    [InlineData("1208925819614629174706177", "~2^80")]
    public void Very_large_counts_are_powers_of_two(string count, string expected) =>
        Assert.Equal(expected, IpamText.Count(UInt128.Parse(count)));

    private static Block FirstBlock
    {
        get
        {
            var allocations = new int?[64];
            (allocations[1], allocations[2]) = (0, 1);
            var resource = new IpamBlock
            {
                Spec = new IpamBlockSpec
                {
                    Cidr = "10.65.0.0/26",
                    Affinity = "host:n1",
                    Allocations = allocations,
                    Unallocated = [0, .. Enumerable.Range(3, 61)],
                    Attributes = [Holder("web", "n1", "k8s-pod-network.1"), Holder("api", "n2", "k8s-pod-network.2")],
                },
            };
            Assert.True(Block.TryRead(resource, out var block));
            return block;
        }
    }

    private static AllocationAttribute Holder(string pod, string node, string handle) => new()
    {
        HandleId = handle,
        Secondary = new Dictionary<string, string> { ["pod"] = pod, ["namespace"] = "shop", ["node"] = node },
    };

    private static IpPool Pool(string cidr) => new()
    {
        Metadata = new ObjectMeta { Name = "p" },
        Spec = new IpPoolSpec { Cidr = cidr },
    };

    private static Pool Read(IpPool resource)
    {
        Assert.True(Margay.Ipam.Pool.TryRead(resource, out var pool, out _));
        return pool;
    }

    private static Pod Pod(string name) => ShopCluster.State.Pods.Single(pod => pod.Metadata.Name == name);

    private static Margay.Model.Resources.Node Node(string name) => ShopCluster.State.Nodes.Single(node => node.Metadata.Name == name);
}
