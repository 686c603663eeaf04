using System.Runtime.ExceptionServices;

namespace Margay.Linux;

/// <summary>Work inside another network namespace.</summary>
public static class Netns
{
    private const int StackBytes = 256 * 1024;

    /// <summary>
    /// Runs <paramref name="work"/> in <paramref name="netns"/> on a thread of its own, which then ends.
    /// </summary>
    /// <remarks>
    /// setns is per OS thread: a pool thread that kept the namespace would poison later work, and a thread started from
    /// inside is born there. So the work is synchronous system calls only: no await, Task, timer, Process, HttpClient.
    /// Best is to open sockets and carry them out: a socket keeps its namespace. Costs about 60 µs.
    /// </remarks>
    /// <exception cref="LinuxException">The namespace cannot be entered.</exception>
    public static T Run<T>(NetnsHandle netns, Func<T> work) => OnOwnThread(() =>
    {
        if (NamespaceCalls.SetNs(netns, NamespaceCalls.NewNet) != 0) throw LinuxException.Last("setns");
        return work();
    });

    /// <summary>As <see cref="Run{T}"/>, for work without a result.</summary>
    public static void Run(NetnsHandle netns, Action work) => Run(netns, () =>
    {
        work();
        return 0;
    });

    /// <summary>
    /// Becomes the program <paramref name="argv"/> (found along PATH) inside <paramref name="netns"/>: the process
    /// keeps its id, terminal, mounts and environment, and never returns here.
    /// </summary>
    /// <exception cref="LinuxException">
    /// The program cannot be run; the calling thread is then in the namespace: end.
    /// </exception>
    public static void EnterAndExec(NetnsHandle netns, IReadOnlyList<string> argv)
    {
        if (NamespaceCalls.SetNs(netns, NamespaceCalls.NewNet) != 0) throw LinuxException.Last("setns");
        ProcessCalls.Exec(argv);
    }

    /// <summary>Runs <paramref name="work"/> on a new thread and waits; its exception is thrown here.</summary>
    internal static T OnOwnThread<T>(Func<T> work)
    {
        var result = default(T)!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
