using System.Diagnostics;
using System.Text.RegularExpressions;
using Margay.Primitives;
using Margay.Tests.Interop.Bird;
using Margay.Tests.Interop.Frr;
using Margay.Tests.Interop.GoBgp;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop.Daemons;

/// <summary>Somebody else's BGP daemon in a namespace; it ends with the test, and its files with it.</summary>
internal abstract class PeerDaemon(TestNamespace netns) : IDisposable
{
    /// <summary>What a daemon of <see cref="Start(DaemonKind, PeerLink, SessionTerms)"/> has to say.</summary>
    public const string RouteV4 = "10.101.0.0/24";
    public const string RouteV6 = "fd00:101::/64";

    private readonly Stack<Process> _processes = [];

    protected TestNamespace Netns => netns;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("margay-interop-").FullName;

    /// <summary>The community of <see cref="Speaker.TestSpeaker.Marks"/> as this daemon writes it.</summary>
    protected virtual string Community => "64512:7";

    /// <summary>Their large community.</summary>
    protected virtual string LargeCommunity => "4200000001:6:7";

    /// <summary>A daemon at the other end of the link, which says <see cref="RouteV4"/> and <see cref="RouteV6"/>.</summary>
    public static PeerDaemon Start(DaemonKind kind, PeerLink link, SessionTerms terms) => kind switch
    {
        DaemonKind.Bird => new BirdDaemon(link.Daemon, BirdDaemon.Config(terms)),
        DaemonKind.Frr => new FrrDaemon(link.Daemon, terms),
        DaemonKind.GoBgp => GoBgpDaemon.Start(link.Daemon, terms),
        _ => throw new UnreachableException(),
    };

    /// <summary>Which of its routes a daemon says: GoBGP gives IPv6 routes an IPv4 next hop over IPv4, so that it says one family only.</summary>
    public static string[] Routes(DaemonKind kind, SessionTerms terms) => kind switch
    {
        DaemonKind.GoBgp => [terms.Transport == IpFamily.V4 || terms.ExtendedNextHop ? RouteV4 : RouteV6],
        _ => [RouteV4, RouteV6],
    };

    /// <summary>What the daemon's command line client prints.</summary>
    public abstract string Ask(string command);

    /// <summary>Takes one of its own routes back.</summary>
    public abstract void Withdraw(string prefix);

    /// <summary>How many announcements came from the speaker in this session.</summary>
    public int CountUpdates() => Regex.Matches(Ask(UpdatesQuery), UpdatesPattern).Sum(match => int.Parse(match.Groups[1].ValueSpan));

    /// <summary>Waits for the speaker's route to a prefix.</summary>
    public void AwaitRoute(string prefix, params string[] parts) =>
        Await(RouteQuery(prefix), [prefix, Community, LargeCommunity, .. parts]);

    /// <summary>How it shows of a route who brought it into which cluster (RFC 4456).</summary>
    public abstract string[] Reflected(string originator, string cluster);

    /// <summary>Waits until the speaker's route is kept although its session is gone.</summary>
    public abstract void AwaitStale(string prefix);

    /// <summary>Waits until the speaker's route is one of a session that is up.</summary>
    public abstract void AwaitFresh(string prefix);

    /// <summary>Waits until it has as many paths to a prefix from the speaker.</summary>
    public void AwaitPaths(string prefix, int count) => Patient.Until(() => Ask(RouteQuery(prefix)), answer => Regex.Count(answer, Regex.Escape(Community)) == count);

    /// <summary>Waits until there is no route to a prefix.</summary>
    public void AwaitNoRoute(string prefix) => AwaitAbsence(TableQuery(prefix), prefix);

    public void AwaitMoreUpdates(int than) => Patient.Until(() => $"{CountUpdates()}", count => int.Parse(count) > than);

    /// <summary>Asks until the answer has all of these in it. The daemon tells of nothing by itself.</summary>
    public void Await(string command, params string[] parts) => Patient.Until(() => Ask(command), answer => parts.All(answer.Contains));

    /// <summary>Asks until the answer does not have this in it.</summary>
    public void AwaitAbsence(string command, string part) => Patient.Until(() => Ask(command), answer => !answer.Contains(part));

    /// <summary>Ends the BGP daemon with SIGKILL, so that it can say nothing to anybody.</summary>
    public void Kill()
    {
        using var process = _processes.Pop();
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Starts it again after <see cref="Kill"/>.</summary>
    public void Restart() => Launch(hasRestarted: true);

    public void Dispose()
    {
        while (_processes.Count > 0) Kill();
        Directory.Delete(Folder, recursive: true);
    }

    protected abstract string UpdatesQuery { get; }

    /// <summary>Finds the count of announcements, or one for each family.</summary>
    protected abstract string UpdatesPattern { get; }

    protected abstract string RouteQuery(string prefix);

    /// <summary>Shows all routes of a prefix's family.</summary>
    protected abstract string TableQuery(string prefix);

    /// <summary>Starts the BGP daemon.</summary>
    protected abstract void Launch(bool hasRestarted);

    /// <summary>Does what a constructor does, so that nothing is left behind when it fails.</summary>
    protected void Begin(Action begin)
    {
        try
        {
            begin();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Starts a program that stays in the foreground.</summary>
    protected Process Run(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("nsenter", [$"--net={netns.Path}", "--", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Push(process);
        return process;
    }

    protected string InFolder(string name) => Path.Combine(Folder, name);

    protected string Write(string name, string text)
    {
        File.WriteAllText(InFolder(name), text);
        return InFolder(name);
    }

    protected static string FamilyOf(string prefix) => prefix.Contains(':') ? "ipv6" : "ipv4";
}
