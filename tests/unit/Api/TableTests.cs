using System.Text;
using System.Text.Json;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Api.Tables;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Api;

public sealed class TableTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-01T01:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    public static TheoryData<string, string, string> Rows() => new()
    {
        {
            "Pod",
            """
            {"metadata":{"name":"web","creationTimestamp":"2026-01-01T00:00:00Z"},
             "spec":{"nodeName":"n1","serviceAccountName":"sa","containers":[{"name":"a"},{"name":"b"}]},
             "status":{"phase":"Running","podIP":"10.0.0.1","conditions":[{"type":"Ready","status":"True"}]}}
            """,
            "web|2/2|Running|0|60m|10.0.0.1|n1|sa"
        },
        {
            "Pod",
            """
            {"metadata":{"name":"web","deletionTimestamp":"2026-01-01T00:00:00Z"},"spec":{"containers":[{"name":"a"}]},
             "status":{"phase":"Running","containerStatuses":[{"ready":false,"restartCount":3}]}}
            """,
            "web|0/1|Terminating|3|<unknown>|<none>|<none>|<none>"
        },
        {
            "Node",
            """
            {"metadata":{"name":"n1","labels":{"node-role.kubernetes.io/worker":""}},"spec":{"unschedulable":true},
             "status":{"conditions":[{"type":"Ready","status":"True"}],"addresses":[{"type":"InternalIP","address":"10.1.0.1"}]}}
            """,
            "n1|Ready,SchedulingDisabled|worker|<unknown>|<none>|10.1.0.1|<none>"
        },
        {
            "NetworkPolicy",
            """
            {"metadata":{"name":"np"},"spec":{"podSelector":{"matchLabels":{"a":"1","b":"2"},
             "matchExpressions":[{"key":"c","operator":"NotIn","values":["x","y"]},{"key":"d","operator":"DoesNotExist"}]}}}
            """,
            "np|a=1,b=2,c notin (x,y),!d|<unknown>"
        },
        { "NetworkPolicy", """{"metadata":{"name":"np"},"spec":{"podSelector":{}}}""", "np|<none>|<unknown>" },
        { "Tier", """{"metadata":{"name":"t"},"spec":{"order":1000000,"defaultAction":"Deny"}}""", "t|1000000|Deny|<unknown>" },
        {
            "GlobalNetworkPolicy",
            """{"metadata":{"name":"p"},"spec":{"tier":"t","order":1.5,"types":["Ingress","Egress"],"selector":"a == 'b'"}}""",
            "p|t|1.5|Ingress,Egress|a == 'b'|<unknown>"
        },
        { "StagedNetworkPolicy", """{"metadata":{"name":"p"},"spec":{"stagedAction":"Delete","tier":"t"}}""", "p|t|<none>|<none>|all()|Delete|<unknown>" },
        { "ClusterNetworkPolicy", """{"metadata":{"name":"p"},"spec":{"tier":"Admin","priority":7}}""", "p|Admin|7|<unknown>" },
        { "HostEndpoint", """{"metadata":{"name":"h"},"spec":{"node":"n","interfaceName":"*","expectedIPs":["10.0.0.1"]}}""", "h|n|*|10.0.0.1|<none>|<unknown>" },
        { "NetworkSet", """{"metadata":{"name":"s"},"spec":{"nets":["10.0.0.0/8","fd00::/8"]}}""", "s|10.0.0.0/8,fd00::/8|<unknown>" },
        {
            "Service",
            """{"metadata":{"name":"s"},"spec":{"type":"NodePort","clusterIP":"10.96.0.1","ports":[{"port":80,"nodePort":30080,"protocol":"TCP"}],"selector":{"a":"b"}}}""",
            "s|NodePort|10.96.0.1|80:30080/TCP|<unknown>|a=b"
        },
        { "EndpointSlice", """{"metadata":{"name":"s"},"addressType":"IPv4","ports":[{"port":8080}],"endpoints":[{"addresses":["10.0.0.1"]}]}""", "s|IPv4|8080|10.0.0.1|<unknown>" },
        {
            "IPPool",
            """{"metadata":{"name":"v4"},"spec":{"cidr":"10.0.0.0/16","natOutgoing":true,"ipipMode":"Never","vxlanMode":"Never","nodeSelector":"all()"}}""",
            "v4|10.0.0.0/16|true|Never|Never|<none>|all()|<unknown>"
        },
        {
            "IPAMBlock",
            """{"metadata":{"name":"b"},"spec":{"cidr":"10.0.0.0/30","affinity":"host:n1","allocations":[0,null,1,null]}}""",
            "b|10.0.0.0/30|host:n1|2/4|<unknown>"
        },
        { "IPAMHandle", """{"metadata":{"name":"h"},"spec":{"handleID":"k8s.x","block":{"10.0.0.0/26":2,"fd00::/122":1}}}""", "h|k8s.x|3|<unknown>" },
        { "BlockAffinity", """{"metadata":{"name":"a"},"spec":{"node":"n1","cidr":"10.0.0.0/26","state":"confirmed"}}""", "a|n1|10.0.0.0/26|confirmed|<unknown>" },
        { "ClusterInformation", """{"metadata":{"name":"default"},"spec":{"clusterGUID":"0a","datastoreReady":true}}""", "default|0a|true|<unknown>" },
        { "Namespace", """{"metadata":{"name":"shop"},"status":{"phase":"Active"}}""", "shop|Active|<unknown>" },
        { "Secret", """{"metadata":{"name":"bgp"},"type":"Opaque","data":{"mesh":"c2VjcmV0","rack":"aGlkZGVu"}}""", "bgp|Opaque|2|<unknown>" },
        { "Secret", """{"metadata":{"name":"bare"},"type":"Opaque"}""", "bare|Opaque|0|<unknown>" },
        {
            "Event",
            """
            {"metadata":{"name":"e"},"type":"Warning","reason":"BGPSessionDown","involvedObject":{"kind":"Node","name":"n1"},"message":" it\nis down ","count":3,
             "source":{"component":"margay","host":"n1"},"firstTimestamp":"2026-01-01T00:00:00Z"}
            """,
            "60m|Warning|BGPSessionDown|node/n1||margay, n1|it\nis down|60m|3|e"
        },
        { "ServiceAccount", """{"metadata":{"name":"sa"}}""", "sa|<unknown>" },
        { "FelixConfiguration", """{"metadata":{"name":"default"}}""", "default|<unknown>" },
        { "Pod", """{"metadata":7,"spec":{"containers":"odd"},"status":[]}""", "|0/0|Unknown|0|<unknown>|<none>|<none>|<none>" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_row_shows_what_users_look_for(string kind, string item, string expected)
    {
        var root = Write(Kinds.All.First(candidate => candidate.Kind == kind), item);
        var cells = root.GetProperty("rows")[0].GetProperty("cells").EnumerateArray().Select(cell => cell.GetString());
        Assert.Equal(expected, string.Join('|', cells));
    }

    [Fact]
    public void Every_kind_has_a_name_and_an_age_and_says_what_its_columns_mean() => Assert.All(Kinds.All, kind =>
    {
        var columns = Write(kind, """{"metadata":{"name":"x"}}""").GetProperty("columnDefinitions").EnumerateArray().ToList();
        Assert.Single(columns, column => column.GetProperty("format").GetString() == "name");
        Assert.Contains(columns, column => column.GetProperty("name").GetString() is "Age" or "Last Seen");
        Assert.All(columns, column => Assert.NotEqual("", column.GetProperty("description").GetString()));
    });

    private static JsonElement Write(ResourceKind kind, string item)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            var resource = new StoredResource(new ResourceKey(kind, "", "x"), 5, Encoding.UTF8.GetBytes(item));
            var page = new ListPage(new ResourceList(5, [resource]), null, 0);
            TableWriter.Write(writer, "meta.k8s.io/v1", kind, page, columns: true, RowContent.Metadata, Now);
        }

        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }
}
