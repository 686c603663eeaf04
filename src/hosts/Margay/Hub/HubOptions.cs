using System.Net;

namespace Margay.Host.Hub;

/// <summary>Where the hub listens.</summary>
/// <param name="Address">Address and port; port 0 takes a free one.</param>
/// <param name="NetnsPath">The network namespace of the socket; null for the process's own.</param>
public sealed record ListenEndpoint(IPEndPoint Address, string? NetnsPath = null);

/// <summary>How a hub runs.</summary>
/// <param name="StateDirectory">Store, certificates, tokens and kubeconfigs; made when it is not there.</param>
/// <param name="Listen">At least one place to listen at.</param>
public sealed record HubOptions(string StateDirectory, IReadOnlyList<ListenEndpoint> Listen)
{
    /// <summary>Opens a listening socket in a network namespace and gives away its descriptor.</summary>
    public Func<ListenEndpoint, ulong>? OpenSocket { get; init; }

    /// <summary>Names and addresses, beside those listened at, that the server's certificate is good for.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>HOST:PORT under which agents reach the hub; null for the last endpoint listened at.</summary>
    public string? AgentServer { get; init; }

    /// <summary>Where log lines go; null for nowhere.</summary>
    public Action<ILoggingBuilder>? ConfigureLogging { get; init; }

    /// <summary>The clock of timestamps, ages and time limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How many changes of each kind a watch can go back.</summary>
    public int WatchHistory { get; init; } = 10_000;

    /// <summary>How often a watch that wants bookmarks gets one while nothing changes.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);
}
