using Margay.Bgp.Bfd;
using Margay.Routing;

namespace Margay.Host.Agent;

/// <summary>Everything the agent logs: ids 2000-2099.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(2030, LogLevel.Information, "BGP session {Peer}, AS {RemoteAs}: established")]
    internal static partial void PeerUp(ILogger log, string peer, uint remoteAs);

    [LoggerMessage(2031, LogLevel.Warning, "BGP session {Peer}, AS {RemoteAs}: down, {Reason}")]
    internal static partial void PeerDown(ILogger log, string peer, uint remoteAs, string reason);

    [LoggerMessage(2050, LogLevel.Information, "BFD {Peer}: up")]
    internal static partial void BfdUp(ILogger log, string peer);

    [LoggerMessage(2051, LogLevel.Warning, "BFD {Peer}: down, {Diagnostic}")]
    internal static partial void BfdDown(ILogger log, string peer, BfdDiagnostic diagnostic);

    [LoggerMessage(2032, LogLevel.Warning, "BGP: {Problem}")]
    internal static partial void BgpProblem(ILogger log, string problem);

    [LoggerMessage(2033, LogLevel.Warning, "There is no address for this node's end of a tunnel: {Reason}; trying again")]
    internal static partial void NoTunnelAddress(ILogger log, string reason);

    [LoggerMessage(2034, LogLevel.Warning, "CalicoNodeStatus {Name} could not be answered: {Reason}; trying again")]
    internal static partial void StatusNotWritten(ILogger log, string name, string reason);

    [LoggerMessage(2035, LogLevel.Warning, "The event {Reason} could not be written: {Failure}; trying again")]
    internal static partial void EventNotWritten(ILogger log, string reason, string failure);

    [LoggerMessage(2060, LogLevel.Information, "Virtual machine of pod {Pod}: {Presence}")]
    internal static partial void MachineMoved(ILogger log, string pod, Presence presence);

    [LoggerMessage(2061, LogLevel.Warning, "Virtual machine of pod {Pod} is not heard when it comes: {Reason}")]
    internal static partial void MachineNotHeard(ILogger log, string pod, string reason);

    [LoggerMessage(2062, LogLevel.Warning, "The addresses of the virtual machine of pod {Pod} are not in its name yet: {Reason}; trying again")]
    internal static partial void NotTakenOver(ILogger log, string pod, string reason);

    [LoggerMessage(2001, LogLevel.Information, "Node {Node} started; kubeconfig server {Server}, run directory {RunDirectory}")]
    internal static partial void Started(ILogger log, string node, Uri server, string runDirectory);

    [LoggerMessage(2002, LogLevel.Information, "In sync: {Endpoints} local pods found again; the kernel had {Writes} differences")]
    internal static partial void InSync(ILogger log, int endpoints, int writes);

    [LoggerMessage(2003, LogLevel.Error, "{Area} could not be applied: {Reason}. Nothing was opened; trying again in {Wait}")]
    internal static partial void ApplyFailed(ILogger log, string area, string reason, TimeSpan wait);

    [LoggerMessage(2022, LogLevel.Information, "{Area}: over after {Attempts} attempts that failed: {Reason}")]
    internal static partial void FailureOver(ILogger log, string area, int attempts, string reason);

    [LoggerMessage(2004, LogLevel.Warning, "Somebody else changed {Area}: {Writes} differences repaired")]
    internal static partial void Repaired(ILogger log, KernelArea area, int writes);

    [LoggerMessage(2005, LogLevel.Warning, "Link {Interface} of pod {Pod} was gone or down and is up again")]
    internal static partial void LinkRepaired(ILogger log, string @interface, string pod);

    [LoggerMessage(2006, LogLevel.Warning, "Link {Interface} of pod {Pod} is gone or down and cannot be raised: {Reason}")]
    internal static partial void LinkLost(ILogger log, string @interface, string pod, string reason);

    [LoggerMessage(2007, LogLevel.Warning, "Record {File} cannot be read and is passed over: {Reason}")]
    internal static partial void UnreadableRecord(ILogger log, string file, string reason);

    [LoggerMessage(2008, LogLevel.Information, "{Command} {Namespace}/{Pod}, container {Container}: {Milliseconds:0.0} ms")]
    internal static partial void CniDone(
        ILogger log, string command, string @namespace, string pod, string container, double milliseconds);

    [LoggerMessage(2009, LogLevel.Warning, "{Command} for container {Container} failed: {Reason}")]
    internal static partial void CniFailed(ILogger log, string command, string container, string reason);

    [LoggerMessage(2010, LogLevel.Information, "The datastore is not ready (ClusterInformation default): nothing is programmed, CNI calls fail")]
    internal static partial void DatastoreNotReady(ILogger log);

    [LoggerMessage(2011, LogLevel.Critical, "The agent's loop ended: {Reason}")]
    internal static partial void LoopEnded(ILogger log, string reason);

    [LoggerMessage(2012, LogLevel.Warning, "Node {Node} could not be written: {Reason}; trying again")]
    internal static partial void NodeNotWritten(ILogger log, string node, string reason);

    [LoggerMessage(2022, LogLevel.Warning, "The node's addresses are no longer {Before} but {Now}")]
    internal static partial void NodeMoved(ILogger log, string before, string now);

    [LoggerMessage(2013, LogLevel.Warning, "What is enforced could not be reported: {Reason}; trying again")]
    internal static partial void NotReported(ILogger log, string reason);

    [LoggerMessage(2014, LogLevel.Information, "The API takes no reports of what is enforced: it is no hub of Margay's")]
    internal static partial void NobodyToReportTo(ILogger log);

    [LoggerMessage(2015, LogLevel.Warning, "The change of {Kind} {Name} was not confirmed in time, and the hub has not taken it back: this node does")]
    internal static partial void TakenBack(ILogger log, string kind, string name);

    [LoggerMessage(2016, LogLevel.Information, "{Count} open connections are cut: policy no longer allows them")]
    internal static partial void ConnectionsCut(ILogger log, int count);

    [LoggerMessage(2017, LogLevel.Warning, "Open connections could not be judged again: {Reason}")]
    internal static partial void NotCut(ILogger log, string reason);

    [LoggerMessage(2018, LogLevel.Debug, "What the hub asks could not be fetched or answered: {Reason}; trying again")]
    internal static partial void NotAnswered(ILogger log, string reason);

    [LoggerMessage(2019, LogLevel.Warning, "What domain names stand for is not learnt, so rules that name them match nothing: {Reason}")]
    internal static partial void NamesNotLearnt(ILogger log, string reason);

    [LoggerMessage(2020, LogLevel.Warning, "What domain names stand for cannot be kept for the next start: {Reason}")]
    internal static partial void NamesNotKept(ILogger log, string reason);

    [LoggerMessage(2021, LogLevel.Warning, "What domain names stood for is not forgotten yet, since open connections cannot be listed: {Reason}")]
    internal static partial void NamesNotForgotten(ILogger log, string reason);
}
