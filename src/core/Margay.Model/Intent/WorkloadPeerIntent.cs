using Margay.Primitives;

namespace Margay.Model.Intent;

/// <summary>A workload of this node that speaks BGP with it, over one family.</summary>
/// <param name="Interface">The host side of the workload's veth.</param>
/// <param name="Workload">The workload's address.</param>
/// <param name="Node">The address at which the node answers it; held by <paramref name="Interface"/> and meant for nobody else.</param>
/// <param name="Port">The port at which the node listens.</param>
public sealed record WorkloadPeerIntent(string Interface, IpAddr Workload, IpAddr Node, int Port);
