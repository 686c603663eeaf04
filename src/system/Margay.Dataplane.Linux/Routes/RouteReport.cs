using Margay.Primitives;

namespace Margay.Dataplane.Linux.Routes;

/// <summary>A route that could not be brought about. It stays wanted: the next apply tries again.</summary>
public sealed record RouteFailure(Cidr Destination, string Reason);

/// <summary>What one apply or resync did.</summary>
/// <param name="Written">Routes added or replaced.</param>
/// <param name="Deleted">Routes deleted.</param>
/// <param name="Failures">Routes that are wanted and not there, with the reason.</param>
public sealed record RouteReport(int Written, int Deleted, IReadOnlyList<RouteFailure> Failures)
{
    /// <summary>Whether the kernel now holds exactly what is wanted.</summary>
    public bool IsClean => Failures.Count == 0;
}
