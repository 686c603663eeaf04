using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Evaluation;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;
using Margay.Primitives;
using static Margay.Tests.Unit.Policy.Given;

namespace Margay.Tests.Unit.Policy;

public sealed class PolicyGraphTests
{
    private readonly PolicyGraph _graph = new("n1");
    private readonly IntentState _intent = new();

    [Fact]
    public void Nothing_is_emitted_before_the_first_in_sync_mark()
    {
        var plugged = Plugged("cali1", "shop", "web", "10.0.0.1");
        Assert.True(_graph.Apply(new SnapshotDelta([plugged, .. Upserts(Pod("shop", "web", "10.0.0.1"))], false)).IsEmpty);
        Assert.Single(Apply().Endpoints);
        Assert.True(_graph.Apply(new SnapshotDelta([], false)).IsEmpty);
        Assert.Single(_graph.Apply(new SnapshotDelta([Plugged("cali2", "shop", "db", "10.0.0.2")], false)).Endpoints);
    }

    [Fact]
    public void An_endpoint_whose_pod_is_unknown_is_closed_until_it_is_known()
    {
        Apply(Upserts(Ingress("shop", "p", AnyIngress)));
        var endpoint = Assert.Single(Apply(Plugged("cali1", "shop", "web", "10.0.0.1")).Endpoints);
        Assert.Equal((DirectionIntent.Closed, DirectionIntent.Closed), (endpoint.Ingress, endpoint.Egress));

        var delta = Apply(Upserts(Namespace("shop"), Pod("shop", "web")));
        endpoint = Assert.Single(delta.Endpoints);
        Assert.Equal([Id("shop", "p")], endpoint.Ingress.Policies);
        Assert.Equal(DirectionIntent.Open, endpoint.Egress);
        Assert.Equal(Id("shop", "p"), Assert.Single(delta.Policies).Id);

        endpoint = Assert.Single(Apply(Removals(Pod("shop", "web"))).Endpoints);
        Assert.Equal(DirectionIntent.Closed, endpoint.Ingress);
        Assert.Empty(_intent.Policies);
    }

    [Fact]
    public void A_pod_that_no_policy_selects_is_open_once_its_namespace_is_known()
    {
        Apply(Plugged("cali1", "shop", "web", "10.0.0.1"));
        var endpoint = Assert.Single(Apply(Upserts(Namespace("shop"), Pod("shop", "web"))).Endpoints);
        Assert.True(endpoint.Ingress.IsOpen);
        endpoint = Assert.Single(Apply(Removals(Namespace("shop"))).Endpoints);
        Assert.Equal(DirectionIntent.Closed, endpoint.Ingress);
    }

    [Fact]
    public void Only_what_a_local_endpoint_needs_is_emitted()
    {
        Apply(Upserts(Pod("shop", "web", "10.0.0.1"), Ingress("shop", "used", From(Pods("app=db"))), Ingress("bank", "unused", From(Pods()))));
        Apply(Plugged("cali1", "shop", "web", "10.0.0.1"));
        Assert.Equal([Id("shop", "used")], _intent.Policies.Keys);
        Assert.Single(_intent.Sets);

        Apply(new SnapshotChange.LocalEndpointRemove("cali1"));
        Assert.Empty(_intent.Endpoints);
        Assert.Empty(_intent.Policies);
        Assert.Empty(_intent.Sets);
    }

    [Fact]
    public void Policies_with_the_same_peers_share_a_set()
    {
        Apply(Plugged("cali1", "shop", "web", "10.0.0.1"));
        Apply(Upserts(Pod("shop", "web"), Ingress("shop", "a", From(Pods("app=db"))), Ingress("shop", "b", From(Pods("app=db")))));
        var set = Assert.Single(_intent.Sets).Key;
        Assert.Empty(Apply(Removals(Ingress("shop", "a"))).SetsRemoved);
        Assert.Equal([set], Apply(Removals(Ingress("shop", "b"))).SetsRemoved);
    }

    [Fact]
    public void An_address_stays_in_a_set_until_the_last_pod_that_holds_it_has_left()
    {
        Apply(Plugged("cali1", "shop", "web", "10.0.0.1"));
        Apply(Upserts(Pod("shop", "web"), Ingress("shop", "p", From(Pods("app=old"), Pods("app=new")))));
        Apply(Upserts(Pod("shop", "old", "10.0.0.9")));
        var labelled = Pod("shop", "new", "10.0.0.9");
        labelled = labelled with { Metadata = labelled.Metadata with { Labels = Selector("app=old").MatchLabels } };
        Assert.True(Apply(Upserts(labelled)).IsEmpty);
        Assert.True(Apply(Removals(Pod("shop", "old"))).IsEmpty);
        Assert.Equal([IpSetMember.Of(IpAddr.Parse("10.0.0.9"))], Assert.Single(Apply(Removals(labelled)).Sets).Removed);
    }

    [Fact]
    public void A_local_pod_is_a_peer_from_when_it_has_an_interface()
    {
        Apply(Plugged("cali1", "shop", "web", "10.0.0.1"));
        Apply(Upserts(Pod("shop", "web"), Pod("shop", "db"), Ingress("shop", "p", From(Pods("app=db")))));
        Assert.Empty(Assert.Single(_intent.Sets.Values).Members);
        var added = Assert.Single(Apply(Plugged("cali2", "shop", "db", "10.0.0.2")).Sets).Added;
        Assert.Equal([IpSetMember.Of(IpAddr.Parse("10.0.0.2"))], added);
        Assert.True(Apply(Upserts(Pod("shop", "db", "10.0.0.2"))).IsEmpty);
        Assert.Empty(Apply(new SnapshotChange.LocalEndpointRemove("cali2")).Sets);
    }

    [Fact]
    public void What_comes_and_goes_within_a_delta_leaves_no_trace()
    {
        Apply(Plugged("cali1", "shop", "web", "10.0.0.1"));
        Apply(Upserts(Pod("shop", "web"), Ingress("shop", "p", From(Pods("app=db")))));
        Assert.True(Apply([.. Upserts(Pod("shop", "db", "10.0.0.2")), .. Removals(Pod("shop", "db"))]).IsEmpty);
        Assert.True(Apply([.. Removals(Ingress("shop", "p")), .. Upserts(Ingress("shop", "p", From(Pods("app=db"))))]).IsEmpty);
    }

    [Fact]
    public void A_namespace_that_changes_its_labels_moves_its_pods()
    {
        Apply(Plugged("cali1", "shop", "web", "10.0.0.1"));
        Apply(Upserts(Pod("shop", "web"), Pod("bank", "teller", "10.0.0.3"), Ingress("shop", "p", From(Namespaces("team=b")))));
        Assert.Single(Assert.Single(Apply(Upserts(Namespace("bank", "team=b"))).Sets).Added);
        Assert.True(Apply(Upserts(Namespace("bank", "team=b", "more=1"))).IsEmpty);
        Assert.Single(Assert.Single(Apply(Upserts(Namespace("bank", "team=c"))).Sets).Removed);
        Assert.Single(Assert.Single(Apply(Upserts(Namespace("bank", "team=b"))).Sets).Added);
        Assert.Single(Assert.Single(Apply(Removals(Namespace("bank"))).Sets).Removed);
    }

    [Fact]
    public void A_policy_that_is_needed_everywhere_is_there_without_an_endpoint()
    {
        var policy = new GlobalNetworkPolicy
        {
            Metadata = new ObjectMeta { Name = "p" },
            Spec = new CalicoPolicySpec
            {
                Selector = "app == 'none'",
                PerformanceHints = ["AssumeNeededOnEveryNode"],
                Ingress = [new CalicoRule { Action = "Allow", Source = new EntityRule { Selector = "app == 'db'" } }],
            },
        };
        Apply(Upserts(policy));
        Assert.Equal("p", Assert.Single(_intent.Policies).Key.Name);
        Assert.Single(_intent.Sets);
        Apply(Upserts(policy with { Spec = policy.Spec with { PerformanceHints = null } }));
        Assert.Empty(_intent.Policies);
    }

    [Fact]
    public void Prefixes_that_lie_in_each_other_leave_a_set_one_by_one()
    {
        Apply(Plugged("cali1", "shop", "web", "10.0.0.1"));
        Apply(Upserts(Namespace("shop"), Pod("shop", "web"), FromNets("shop", "p")));
        Assert.Equal(IpSetKind.Addresses, Assert.Single(_intent.Sets.Values).Kind);
        Apply(Upserts(Nets("a", "10.1.0.0/16"), Nets("b", "10.1.2.0/24", "10.1.3.4"), Nets("c", "10.1.3.4", "10.9.9.9")));
        Assert.Equal((IpSetKind.Networks, "10.1.0.0/16 10.9.9.9/32"), Content());
        Apply(Removals(Nets("a")));
        Assert.Equal((IpSetKind.Networks, "10.1.2.0/24 10.1.3.4/32 10.9.9.9/32"), Content());
        Apply(Removals(Nets("b")));
        Assert.Equal((IpSetKind.Addresses, "10.1.3.4/32 10.9.9.9/32"), Content());
    }

    [Fact]
    public void Everything_in_a_delta_is_sorted()
    {
        var delta = Apply(
        [
            .. Upserts(Pod("shop", "b"), Pod("shop", "a"), Ingress("shop", "q", From(Pods("x=2"))), Ingress("shop", "p", From(Pods("x=1")))),
            Plugged("cali2", "shop", "b", "fd00::2", "10.0.0.2"),
            Plugged("cali1", "shop", "a", "10.0.0.1"),
        ]);
        Assert.Equal(["cali1", "cali2"], delta.Endpoints.Select(endpoint => endpoint.Interface));
        Assert.Equal(["10.0.0.2", "fd00::2"], delta.Endpoints[1].Addresses.Select(address => address.ToString()));
        Assert.Equal([Id("shop", "p"), Id("shop", "q")], delta.Policies.Select(policy => policy.Id));
        Assert.Equal(delta.Sets.OrderBy(set => set.Id), delta.Sets);
    }

    private (IpSetKind Kind, string Members) Content()
    {
        var set = Assert.Single(_intent.Sets.Values);
        return (set.Kind, string.Join(' ', set.Members.Select(member => member.Cidr)));
    }

    private static CalicoNetworkPolicy FromNets(string ns, string name) => new()
    {
        Metadata = new ObjectMeta { Namespace = ns, Name = name },
        Spec = new CalicoPolicySpec
        {
            Ingress = [new CalicoRule { Action = "Allow", Source = new EntityRule { Selector = "nets == 'yes'", NamespaceSelector = "global()" } }],
        },
    };

    private static GlobalNetworkSet Nets(string name, params string[] nets) => new()
    {
        Metadata = new ObjectMeta { Name = name, Labels = Selector("nets=yes").MatchLabels },
        Spec = new NetworkSetSpec { Nets = nets },
    };

    private static SnapshotChange.LocalEndpointUpsert Plugged(string name, string ns, string pod, params string[] addresses) =>
        new(new LocalEndpoint(name, ns, pod, [.. addresses.Select(IpAddr.Parse)]));

    private static SnapshotChange[] Upserts(params Resource[] resources) =>
        [.. resources.Select(resource => ResourceChanges.Upserted(resource)!)];

    private static SnapshotChange[] Removals(params Resource[] resources) =>
        [.. resources.Select(resource => ResourceChanges.Removed(resource)!)];

    private IntentDelta Apply(params SnapshotChange[] changes)
    {
        var delta = _graph.Apply(new SnapshotDelta(changes, true));
        _intent.Apply(delta);
        return delta;
    }
}
