namespace Margay.Host.Reports;

/// <summary>Where a hub says what it knows of all nodes together.</summary>
internal static class AnswerPaths
{
    /// <summary>Where policies are enforced; <c>timeout</c> in seconds holds the answer back until all that are asked about are.</summary>
    public const string Realized = "/apis/margay.dev/v1/policy/realized";

    /// <summary>The open connections of all nodes' pods.</summary>
    public const string Connections = "/apis/margay.dev/v1/connections";

    /// <summary>
    /// What the speakers of all nodes, or of the one that <c>node</c> names, know: <c>peers</c>, <c>routes</c> (with <c>prefix</c> the
    /// fate of every path to it); a PUT of <c>clear</c> ends sessions, with <c>peer</c> one of them, with <c>soft=true</c> none.
    /// </summary>
    public const string Bgp = "/apis/margay.dev/v1/bgp";
}
