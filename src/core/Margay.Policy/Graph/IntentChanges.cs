using Margay.Model.Intent;

namespace Margay.Policy.Graph;

/// <summary>Gathers what a flush changes, until it is a delta.</summary>
internal sealed class IntentChanges
{
    public List<IpSetDelta> Sets { get; } = [];

    public List<PolicyIntent> Policies { get; } = [];

    public List<WorkloadEndpointIntent> Endpoints { get; } = [];

    public List<HostEndpointIntent> HostEndpoints { get; } = [];

    public List<string> HostEndpointsRemoved { get; } = [];

    public List<string> EndpointsRemoved { get; } = [];

    public List<PolicyId> PoliciesRemoved { get; } = [];

    public List<IpSetId> SetsRemoved { get; } = [];

    public IntentDelta ToDelta() => new()
    {
        Sets = Sets,
        Policies = Policies,
        Endpoints = Endpoints,
        HostEndpoints = HostEndpoints,
        HostEndpointsRemoved = HostEndpointsRemoved,
        EndpointsRemoved = EndpointsRemoved,
        PoliciesRemoved = PoliciesRemoved,
        SetsRemoved = SetsRemoved,
    };
}
