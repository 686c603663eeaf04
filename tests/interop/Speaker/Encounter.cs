using Margay.Bgp.Speaker;
using Margay.Tests.Interop.Daemons;

namespace Margay.Tests.Interop.Speaker;

/// <summary>The speaker and a daemon that meet on a link, with a third party listening.</summary>
internal sealed class Encounter : IAsyncDisposable
{
    private readonly Capture _capture;
    private TestSpeaker? _other;

    private Encounter(DaemonKind kind, SessionTerms terms)
    {
        (Kind, Terms) = (kind, terms);
        try
        {
            _capture = new Capture(Link.Ours);
            Daemon = PeerDaemon.Start(kind, Link, terms);
            Speaker = new TestSpeaker(Link);
        }
        catch
        {
            _capture?.Dispose();
            Daemon?.Dispose();
            Link.Dispose();
            throw;
        }
    }

    public DaemonKind Kind { get; }

    public SessionTerms Terms { get; }

    public PeerLink Link { get; } = new();

    public PeerDaemon Daemon { get; }

    public TestSpeaker Speaker { get; private set; }

    /// <summary>A second speaker in our namespace, which nobody can connect to.</summary>
    public TestSpeaker Other => _other ??= new TestSpeaker(Link) { Listens = false };

    public Capture Capture => _capture;

    /// <summary>The daemon as the speaker is configured for it.</summary>
    public PeerConfig Peer => TestSpeaker.Peer(Terms);

    /// <summary>The daemon's routes.</summary>
    public string[] Theirs => PeerDaemon.Routes(Kind, Terms);

    /// <summary>The first of our prefixes.</summary>
    public string Ours => Prefix(0);

    /// <summary>Runs a test, after which tshark must have found no fault with anything that was said.</summary>
    public static async Task RunAsync(DaemonKind kind, SessionTerms terms, Func<Encounter, Task> test)
    {
        await using var encounter = new Encounter(kind, terms);
        await test(encounter);
        encounter._capture.AssertUnderstood();
    }

    /// <summary>One of our prefixes, of a family that the daemon speaks of.</summary>
    public string Prefix(int number) => Theirs[0].Contains(':') ? $"fd00:104::{number + 1}:0/122" : $"10.104.{number}.0/26";

    /// <summary>The speaker goes without a word, and another comes in its place.</summary>
    public async Task RestartSpeakerAsync(Action meanwhile)
    {
        await Speaker.DisposeAsync();
        meanwhile();
        Speaker = new TestSpeaker(Link, hasRestarted: true);
    }

    public async ValueTask DisposeAsync()
    {
        await Speaker.DisposeAsync();
        if (_other is not null) await _other.DisposeAsync();
        Daemon.Dispose();
        _capture.Dispose();
        Link.Dispose();
    }
}
