namespace Margay.Host.Agent.Events;

/// <summary>Something that has happened to this node.</summary>
/// <param name="Reason">A word for machines, as in <c>BGPSessionDown</c>.</param>
/// <param name="Subject">To what of the node, as in a peer's name. The same reason and subject again are the same event again.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="IsWarning">Whether somebody should look.</param>
internal sealed record NodeEvent(string Reason, string Subject, string Message, bool IsWarning);
