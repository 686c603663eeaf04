using Margay.CniSpec;

namespace Margay.Host.Agent.Cni;

/// <summary>Log messages of the CNI server: 3100-3199.</summary>
internal static partial class CniLog
{
    [LoggerMessage(3101, LogLevel.Warning, "A CNI connection could not be accepted")]
    internal static partial void AcceptFailed(ILogger logger, Exception failure);

    [LoggerMessage(3102, LogLevel.Warning, "Process {Pid} of user {User} may not use the CNI socket")]
    internal static partial void PeerRefused(ILogger logger, int pid, uint user);

    [LoggerMessage(3103, LogLevel.Warning, "A CNI connection broke")]
    internal static partial void ConnectionBroken(ILogger logger, Exception failure);

    [LoggerMessage(3104, LogLevel.Error, "CNI {Command} of container {ContainerId} failed")]
    internal static partial void CallFailed(ILogger logger, CniCommand command, string containerId, Exception failure);
}
