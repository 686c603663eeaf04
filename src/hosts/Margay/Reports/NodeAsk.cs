namespace Margay.Host.Reports;

/// <summary>Something that the hub asks every node's agent.</summary>
/// <param name="Id">Which asking it is.</param>
/// <param name="What">What is asked.</param>
internal sealed record NodeAsk(string Id, string What)
{
    /// <summary>The open connections of the node's pods.</summary>
    public const string Connections = "connections";

    /// <summary>Begins what is asked of the node's BGP speaker; a query follows, as in <c>bgp routes?prefix=10.65.0.0/26</c>.</summary>
    public const string Bgp = "bgp ";

    /// <summary>Where an agent fetches what is asked of its node; <c>timeout</c> in seconds holds the answer back until there is something.</summary>
    public static string PathOf(string node) => $"/apis/margay.dev/v1/nodes/{node}/asks";

    /// <summary>Where it puts its answer.</summary>
    public string AnswerPathOf(string node) => $"{PathOf(node)}/{Id}";
}
