namespace Margay.Model.Intent;

/// <summary>A change of one IP set. A set that is new has its whole content in <see cref="Added"/>.</summary>
public sealed record IpSetDelta(
    IpSetId Id,
    IpSetKind Kind,
    bool IsNew,
    IReadOnlyList<IpSetMember> Added,
    IReadOnlyList<IpSetMember> Removed);

/// <summary>
/// What changed in a node's policy intent since the last delta; all lists sorted by id. Applied in this order it never
/// names something that is not there: sets, policies, endpoints, then the removals in the opposite order.
/// </summary>
public sealed record IntentDelta
{
    /// <summary>Nothing changed.</summary>
    public static IntentDelta Empty { get; } = new();

    /// <summary>Sets that are new or changed.</summary>
    public IReadOnlyList<IpSetDelta> Sets { get; init; } = [];

    /// <summary>Policies and profiles that are new or changed.</summary>
    public IReadOnlyList<PolicyIntent> Policies { get; init; } = [];

    /// <summary>Workload endpoints that are new or changed.</summary>
    public IReadOnlyList<WorkloadEndpointIntent> Endpoints { get; init; } = [];

    /// <summary>Host endpoints that are new or changed, sorted by interface.</summary>
    public IReadOnlyList<HostEndpointIntent> HostEndpoints { get; init; } = [];

    /// <summary>Interfaces of host endpoints that are gone.</summary>
    public IReadOnlyList<string> HostEndpointsRemoved { get; init; } = [];

    /// <summary>Interfaces of workload endpoints that are gone.</summary>
    public IReadOnlyList<string> EndpointsRemoved { get; init; } = [];

    /// <summary>Policies and profiles that are gone.</summary>
    public IReadOnlyList<PolicyId> PoliciesRemoved { get; init; } = [];

    /// <summary>Sets that are gone.</summary>
    public IReadOnlyList<IpSetId> SetsRemoved { get; init; } = [];

    /// <summary>Whether nothing changed.</summary>
    public bool IsEmpty =>
        Sets.Count == 0 && Policies.Count == 0 && Endpoints.Count == 0 && HostEndpoints.Count == 0
        && HostEndpointsRemoved.Count == 0 && EndpointsRemoved.Count == 0 && PoliciesRemoved.Count == 0
        && SetsRemoved.Count == 0;
}

/// <summary>A local pod interface as the CNI plugin made it: what the policy graph cannot learn from the API.</summary>
/// <param name="Interface">The host side of the veth.</param>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Addresses">Its addresses, sorted.</param>
public sealed record LocalEndpoint(
    string Interface, string Namespace, string Pod, IReadOnlyList<Primitives.IpAddr> Addresses);

/// <summary>An interface of the node itself, for which host endpoints may be found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Addresses">Its addresses, sorted.</param>
public sealed record HostInterface(string Name, IReadOnlyList<Primitives.IpAddr> Addresses);
