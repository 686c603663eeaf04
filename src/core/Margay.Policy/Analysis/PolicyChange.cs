using Margay.Policy.Analysis.Places;
using Margay.Policy.Analysis.Traffic;
using Margay.Policy.Oracle;

namespace Margay.Policy.Analysis;

/// <summary>Traffic that is allowed in one of two clusters and denied in the other.</summary>
/// <param name="From">Who opens connections; all of one family.</param>
/// <param name="To">Who is called.</param>
/// <param name="Traffic">The traffic; not empty.</param>
/// <param name="Before">What became of it.</param>
/// <param name="After">What becomes of it.</param>
public sealed record PolicyChange(PlaceSet From, Place To, TrafficSet Traffic, Outcome Before, Outcome After)
{
    /// <summary>Whether it was denied and is allowed now; else it is the other way round.</summary>
    public bool Opens => After.Verdict == Verdict.Allow;
}
