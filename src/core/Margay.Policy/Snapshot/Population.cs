namespace Margay.Policy.Snapshot;

/// <summary>What carries labels and stands behind addresses; a selection chooses from some of these.</summary>
[Flags]
public enum Population : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Pods with an interface of their own.</summary>
    Pods = 1,

    /// <summary>Host endpoints.</summary>
    HostEndpoints = 2,

    /// <summary>Network sets, namespaced and global.</summary>
    NetworkSets = 4,

    /// <summary>Nodes, which only a ClusterNetworkPolicy chooses.</summary>
    Nodes = 8,

    /// <summary>What a selector in a rule of Calico's chooses from.</summary>
    Addressed = Pods | HostEndpoints | NetworkSets,

    /// <summary>What a policy applies to.</summary>
    Policed = Pods | HostEndpoints,
}
