using System.Net;

namespace Margay.Host.Hub;

/// <summary>The hub's log lines; numbers 3000 to 3099.</summary>
internal static partial class HubLog
{
    [LoggerMessage(3000, LogLevel.Information, "The hub listens at {Endpoint}; its state is in {Directory}")]
    public static partial void Listening(ILogger logger, IPEndPoint endpoint, string directory);

    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, Exception reason, string method, string path);

    [LoggerMessage(3002, LogLevel.Information, "Namespace {Name} and everything in it is deleted")]
    public static partial void NamespaceDeleted(ILogger logger, string name);

    [LoggerMessage(3003, LogLevel.Error, "The namespaces cannot be kept in order; trying again")]
    public static partial void NamespacesFailed(ILogger logger, Exception reason);

    [LoggerMessage(3004, LogLevel.Warning, "The store takes no writes: {Reason}")]
    public static partial void StoreUnavailable(ILogger logger, string reason);

    [LoggerMessage(3005, LogLevel.Error, "The nodes' host endpoints cannot be kept in order; trying again")]
    public static partial void HostEndpointsFailed(ILogger logger, Exception reason);

    [LoggerMessage(3006, LogLevel.Warning, "{Step} was refused: {Reason}")]
    public static partial void HostEndpointRefused(ILogger logger, string step, string reason);

    [LoggerMessage(3007, LogLevel.Error, "The status of {Policy} cannot be written; trying again")]
    public static partial void StatusFailed(ILogger logger, string policy, Exception reason);

    [LoggerMessage(3008, LogLevel.Warning, "The change of {Object} was not confirmed in time and is taken back")]
    public static partial void TakenBack(ILogger logger, string @object);

    [LoggerMessage(3009, LogLevel.Error, "The unconfirmed change of {Object} cannot be taken back: {Reason}; trying again")]
    public static partial void NotTakenBack(ILogger logger, string @object, string reason);

    [LoggerMessage(3010, LogLevel.Error, "Events that are old cannot be removed; trying again")]
    public static partial void EventsNotExpired(ILogger logger, Exception reason);
}
