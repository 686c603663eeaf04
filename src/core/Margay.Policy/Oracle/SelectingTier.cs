using Margay.Model.Intent;

namespace Margay.Policy.Oracle;

/// <summary>A tier in which at least one policy selects an endpoint.</summary>
/// <param name="Name">The tier.</param>
/// <param name="PassesOn">Whether what its policies do not decide goes on to the next tier; else it is denied.</param>
/// <param name="Policies">Its policies that select the endpoint, in order.</param>
public sealed record SelectingTier(string Name, bool PassesOn, IReadOnlyList<PolicyId> Policies);
