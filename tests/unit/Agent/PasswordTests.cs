using System.Text;
using Margay.Host.Agent.Bgp;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.Unit.Agent;

/// <summary>Passwords of sessions come out of secrets; where one cannot be had there is no session.</summary>
public sealed class PasswordTests
{
    private static readonly BgpNode N1 = Node("n1", "172.30.0.11");
    private static readonly BgpNode N2 = Node("n2", "172.30.0.12");
    private static readonly BgpPassword Reference = new() { SecretKeyRef = new SecretKeyRef { Name = "bgp", Key = "tor" } };

    [Fact]
    public void A_session_has_the_password_that_its_secret_holds()
    {
        var plan = Plan(Entry("open sesame"));
        Assert.Equal(("open sesame", false), (Assert.Single(plan.Config.Peers).Password, plan.AwaitsSecrets));
        Assert.Equal(["bgp"], plan.Secrets);
        Assert.Empty(plan.Problems);
    }

    [Fact]
    public void The_mesh_has_one_password_for_all()
    {
        var facts = new BgpFacts
        {
            Self = N1,
            Nodes = [N1, N2],
            Default = new BgpConfigurationSpec { NodeMeshPassword = Reference },
            Secrets = new Dictionary<string, SecretState> { ["bgp"] = Entry("open sesame") },
        };
        Assert.Equal("open sesame", Assert.Single(SpeakerPlan.Of(facts).Config.Peers).Password);

        var without = SpeakerPlan.Of(facts with { Secrets = new Dictionary<string, SecretState> { ["bgp"] = new SecretState.Absent() } });
        Assert.Empty(without.Config.Peers);
        Assert.StartsWith("BGPConfiguration default: nodeMeshPassword: there is no secret kube-system/bgp: make it", Assert.Single(without.Problems), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Faults() => new()
    {
        { "absent", "there is no secret kube-system/bgp: make it, with the password under the key tor" },
        { "refused", "the secret kube-system/bgp cannot be read (forbidden): let this agent get, list and watch it" },
        { "unknown", "the secret kube-system/bgp has not been read yet" },
        { "other key", "the secret kube-system/bgp has no key tor: put the password there" },
        { "empty", "the key tor of the secret kube-system/bgp is empty: put the password there" },
        { "long", "the key tor of the secret kube-system/bgp has 81 bytes: TCP takes 80" },
        { "line", "the key tor of the secret kube-system/bgp ends with a line break: write it without (echo -n)" },
        { "binary", "the key tor of the secret kube-system/bgp is no text: write it in UTF-8" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Without_its_password_a_session_is_not_there_and_the_reason_is(string what, string reason)
    {
        SecretState? state = what switch
        {
            "absent" => new SecretState.Absent(),
            "refused" => new SecretState.Unreadable("forbidden"),
            "other key" => new SecretState.Present(new Dictionary<string, byte[]?> { ["mesh"] = "open sesame"u8.ToArray() }),
            "empty" => Entry(""),
            "long" => Entry(new string('x', 81)),
            "line" => Entry("open sesame\n"),
            "binary" => new SecretState.Present(new Dictionary<string, byte[]?> { ["tor"] = [0xff, 0xfe] }),
            _ => null,
        };
        var plan = Plan(state);
        Assert.Empty(plan.Config.Peers);
        Assert.Equal(what == "unknown", plan.AwaitsSecrets);
        Assert.Equal([$"BGPPeer tor: password: {reason}; there is no session until then"], plan.Problems);
        Assert.DoesNotContain("sesame", plan.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_that_may_be_missing_gives_a_session_without()
    {
        var optional = new BgpPassword { SecretKeyRef = Reference.SecretKeyRef! with { Optional = true } };
        Assert.Null(Assert.Single(Plan(new SecretState.Absent(), optional).Config.Peers).Password);
        Assert.Null(Assert.Single(Plan(new SecretState.Present(new Dictionary<string, byte[]?>()), optional).Config.Peers).Password);
        Assert.Empty(Plan(new SecretState.Unreadable("forbidden"), optional).Config.Peers);
    }

    [Fact]
    public void A_reference_to_nothing_is_a_fault() =>
        Assert.Equal(
            ["BGPPeer tor: password: secretKeyRef is missing: write the name and the key of a secret; there is no session until then"],
            Plan(Entry("x"), new BgpPassword()).Problems);

    [Fact]
    public void Only_secrets_of_this_nodes_sessions_are_asked_for() => Assert.Empty(Plan(Entry("x"), Reference, node: "n2").Secrets);

    [Fact]
    public void No_text_form_says_the_password()
    {
        Assert.DoesNotContain("sesame", Plan(Entry("open sesame")).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", Plan(Entry("open sesame")).Config.Peers[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", Entry("open sesame").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_secret_said_holds_while_it_cannot_be_read()
    {
        var view = new BgpView("n1", "kube-system");
        view.Take("bgp", Entry("open sesame"));
        view.IsChanged = false;
        view.Take("bgp", new SecretState.Unreadable("the hub is away"));
        Assert.False(view.IsChanged);
        view.Take("bgp", new SecretState.Absent());
        Assert.True(view.IsChanged);
    }

    private static SpeakerPlan Plan(SecretState? secret, BgpPassword? password = null, string? node = null)
    {
        var facts = new BgpFacts
        {
            Self = N1,
            Nodes = [N1, N2],
            Default = new BgpConfigurationSpec { NodeToNodeMeshEnabled = false },
            Peers =
            [
                new BgpPeer
                {
                    Metadata = new ObjectMeta { Name = "tor" },
                    Spec = new BgpPeerSpec
                    {
                        Node = node,
                        PeerIp = "10.0.0.1",
                        AsNumber = new AsNumber(65001),
                        Password = password ?? Reference,
                    },
                },
            ],
            Secrets = secret is null ? new Dictionary<string, SecretState>() : new Dictionary<string, SecretState> { ["bgp"] = secret },
        };
        return SpeakerPlan.Of(facts);
    }

    private static SecretState.Present Entry(string text) => new(new Dictionary<string, byte[]?> { ["tor"] = Encoding.UTF8.GetBytes(text) });

    private static BgpNode Node(string name, string v4) => new(name, IpAddr.Parse(v4), default, null, null, LabelSet.Empty);
}
