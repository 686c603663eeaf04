using Margay.Api.Protobuf;

namespace Margay.Tests.Unit.Api;

public sealed class KubernetesProtobufTests
{
    /// <summary>What kubectl 1.32 sends for <c>kubectl create namespace shop</c>.</summary>
    private const string Namespace =
        "6B387300" + "0A0F" + "0A027631" + "12094E616D657370616365" + "121A" + "0A14" + "0A0473686F70" + "12001A0022002A00320038004200" + "1200" + "1A00" + "1A002200";

    [Fact]
    public void A_namespace_as_kubectl_sends_it_is_read()
    {
        var item = KubernetesProtobuf.Read(Convert.FromHexString(Namespace), out var problem);
        Assert.Null(problem);
        Assert.Equal("shop", (string?)item!["metadata"]!["name"]);
        Assert.Equal(("v1", "Namespace"), ((string?)item["apiVersion"], (string?)item["kind"]));
    }

    [Fact]
    public void Lists_maps_and_flags_are_read()
    {
        var body = Envelope("ServiceAccount", message =>
        {
            message.Message(1, metadata =>
            {
                metadata.String(1, "robot");
                foreach (var (key, value) in ((string, string)[])[("a", "1"), ("b", "2")])
                {
                    metadata.Message(11, label =>
                    {
                        label.String(1, key);
                        label.String(2, value);
                    });
                }

                metadata.String(14, "x");
                metadata.String(14, "y");
            });
            message.Message(3, secret => secret.String(1, "registry"));
            message.Bool(4, false);
        });
        Assert.Equal(
            """{"metadata":{"name":"robot","labels":{"a":"1","b":"2"},"finalizers":["x","y"]},"imagePullSecrets":[{"name":"registry"}],"automountServiceAccountToken":false,"apiVersion":"v1","kind":"ServiceAccount"}""",
            KubernetesProtobuf.Read(body, out _)!.ToJsonString());
    }

    [Fact]
    public void Bytes_become_base64()
    {
        var body = Envelope("Secret", message =>
        {
            message.Message(1, metadata => metadata.String(1, "bgp"));
            message.Message(2, entry =>
            {
                entry.String(1, "mesh");
                entry.String(2, "ÿ");
            });
            message.Message(2, entry => entry.String(1, "empty"));
            message.String(3, "Opaque");
        });
        Assert.Equal(
            """{"metadata":{"name":"bgp"},"data":{"mesh":"w78=","empty":""},"type":"Opaque","apiVersion":"v1","kind":"Secret"}""",
            KubernetesProtobuf.Read(body, out _)!.ToJsonString());
    }

    [Fact]
    public void Another_kind_is_declined_by_name()
    {
        Assert.Null(KubernetesProtobuf.Read(Envelope("ConfigMap", _ => { }), out var problem));
        Assert.Equal("ConfigMap of v1 is not read as protobuf; send JSON", problem);
    }

    [Fact]
    public void No_cut_of_a_message_throws()
    {
        var whole = Convert.FromHexString(Namespace);
        for (var length = 0; length < whole.Length; length++) _ = KubernetesProtobuf.Read(whole.AsSpan(0, length), out _);
        Assert.Null(KubernetesProtobuf.Read("k8s\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"u8, out _));
    }

    private static byte[] Envelope(string kind, Action<ProtobufWriter> content)
    {
        var writer = new ProtobufWriter();
        writer.Message(1, type =>
        {
            type.String(1, "v1");
            type.String(2, kind);
        });
        writer.Message(2, content);
        return [.. "k8s\0"u8, .. writer.Written];
    }
}
