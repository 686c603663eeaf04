using Margay.Model.Intent;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>Rules with the action Log: a line in the kernel's log, and the next rule decides.</summary>
internal static class LogRules
{
    /// <summary>Which characters of a prefix the kernel keeps: NF_LOG_PREFIXLEN less the NUL.</summary>
    private const int MaxLength = 127;

    internal static NftRule Render(
        PolicyIntent policy, IReadOnlyList<Match> matches, string comment, TableOptions options)
    {
        List<Statement> statements = [];
        if (options.LogRate is { } rate)
            statements.Add(new Statement.Limit(rate.Rate, rate.Unit, Math.Max(1, rate.Burst)));
        statements.Add(new Statement.Counter());
        statements.Add(new Statement.LogToKernel(PrefixOf(policy, options.LogPrefix)));
        return new NftRule(matches, statements, new RuleEnd.Continue(), comment);
    }

    private static string PrefixOf(PolicyIntent policy, string template)
    {
        var id = policy.Id;
        var prefix = template
            .Replace("%t", policy.Tier, StringComparison.Ordinal)
            .Replace("%k", id.Kind, StringComparison.Ordinal)
            .Replace("%p", id.Namespace.Length == 0 ? id.Name : $"{id.Namespace}/{id.Name}", StringComparison.Ordinal)
            .Replace("%n", id.Name, StringComparison.Ordinal);
        const string End = ": ";
        return RuleComment.Clean(prefix[..Math.Min(prefix.Length, MaxLength - End.Length)] + End);
    }
}
