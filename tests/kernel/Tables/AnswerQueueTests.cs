using Margay.Dataplane.Linux.Answers;
using Margay.Dataplane.Tables;
using Margay.Linux;
using Margay.Primitives;
using static Margay.Tests.Kernel.Tables.Intents;

namespace Margay.Tests.Kernel.Tables;

/// <summary>The kernel's queue for DNS answers, and the rules that lead to it.</summary>
public sealed class AnswerQueueTests
{
    private const ushort Number = 101;

    [Fact]
    public void The_rules_are_found_again_as_they_were_written()
    {
        using var net = new TestNamespace();
        var queue = QueueSupport.Find(Number, out var why, net.Handle);
        Assert.True(queue is not null, why);
        var options = new TableOptions
        {
            AnswerQueue = queue,
            NameServers = [new NameServer(IpAddr.Parse("10.96.0.10"), 53), new NameServer(IpAddr.Parse("fd00:96::10"), 5353)],
        };
        using (var first = new Margay.Dataplane.Linux.Tables.PolicyDriver(net.Handle, options))
        {
            first.Update(Learner(true));
            Assert.True(first.Apply().Succeeded);
            Assert.Equal(0, first.Resync().Messages);
            first.Update(Learner(false));
            Assert.NotEqual(0, first.Apply().Messages);
            Assert.DoesNotContain("answers-", net.Run("nft", "list", "table", "inet", "margay"));
            first.Update(Learner(true));
            Assert.True(first.Apply().Succeeded);
        }

        using var second = new Margay.Dataplane.Linux.Tables.PolicyDriver(net.Handle, options);
        second.Update(Learner(true));
        Assert.Equal(0, second.Apply().Messages);
    }

    [Fact]
    public void Looking_whether_there_are_queues_leaves_nothing_behind()
    {
        using var net = new TestNamespace();
        QueueSupport.Find(Number, out _, net.Handle);
        Assert.Equal("", net.Run("nft", "list", "ruleset"));
    }

    [Fact]
    public void Only_one_listens_to_a_queue()
    {
        using var net = new TestNamespace();
        using (new PacketQueue(Number, (_, in _) => { }, net.Handle))
        {
            var refused = Assert.Throws<LinuxException>(() => new PacketQueue(Number, (_, in _) => { }, net.Handle));
            Assert.Equal(Errno.EPERM, refused.Errno);
        }

        new PacketQueue(Number, (_, in _) => { }, net.Handle).Dispose();
    }

    private static Margay.Model.Intent.IntentDelta Learner(bool learns) => Delta(
        sets: [Addresses("dom_api", "192.0.2.1")],
        policies: [Rules("api", [], [Rule(IpProtocol.Tcp, "443", ["dom_api"])]) with { LearnsNames = learns }],
        endpoints: [Endpoint("web", ["10.1.0.9"], egress: Isolated("api"))]);
}
