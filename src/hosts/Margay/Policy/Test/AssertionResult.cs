using Margay.Host.Cli;
using Margay.Policy.Analysis.Review;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy.Test;

/// <summary>What became of an assertion.</summary>
/// <param name="Assertion">The assertion.</param>
/// <param name="Flows">How many connections it is about.</param>
/// <param name="Failures">Connections that are not as expected, one line each; empty when it holds.</param>
internal sealed record AssertionResult(Assertion Assertion, int Flows, IReadOnlyList<string> Failures)
{
    /// <summary>Whether it holds.</summary>
    public bool Holds => Failures.Count == 0;

    /// <summary>Asks the oracle about every connection of an assertion.</summary>
    public static AssertionResult Of(Assertion assertion, ClusterState cluster, string defaultNamespace, RuleCoverage coverage)
    {
        var failures = new List<string>();
        var flows = 0;
        try
        {
            foreach (var flow in FlowsOf(assertion, cluster, defaultNamespace))
            {
                var decision = PolicyOracle.Decide(cluster, flow);
                if (decision.Why is Reason.NoAddressOfFamily && assertion.Families.Count == 0) continue;
                flows++;
                coverage.Count(decision);
                if (Failure(assertion, decision) is { } failure) failures.Add($"{flow}{(flow.Family == IpFamily.V6 ? " over IPv6" : "")}: {failure}");
            }

            if (flows == 0 && failures.Count == 0) failures.Add("there is no such connection: the ends have no family in common");
        }
        catch (CliException unknown)
        {
            failures.Add(unknown.Message);
        }

        return new AssertionResult(assertion, flows, failures);
    }

    private static IEnumerable<Flow> FlowsOf(Assertion assertion, ClusterState cluster, string ns) =>
        from source in assertion.From.SelectMany(text => TestEnds.Parse(text, cluster, ns))
        from destination in assertion.To.SelectMany(text => TestEnds.Parse(text, cluster, ns))
        where source != destination
        from port in assertion.Ports
        from family in assertion.Families.Count > 0 ? assertion.Families : [IpFamily.V4, IpFamily.V6]
        where Speaks(source, family) && Speaks(destination, family)
        select new Flow(source, destination, port.Protocol, port.Port, family);

    private static bool Speaks(FlowEnd end, IpFamily family) => end is not FlowEnd.Address address || address.Value.Family == family;

    private static string? Failure(Assertion assertion, Decision decision)
    {
        var reason = ExplanationWords.Of(decision.Why, decision.Deciding?.Direction);
        if (decision.Verdict != assertion.Expected)
            return $"expected {Word(assertion.Expected)}, got {Word(decision.Verdict)}: {reason}";
        return assertion.By is { } by && !reason.Contains(by, StringComparison.OrdinalIgnoreCase)
            ? $"expected to be decided by '{by}', but: {reason}"
            : null;
    }

    private static string Word(Verdict verdict) => verdict == Verdict.Allow ? "allow" : "deny";
}
