using System.Text;
using Margay.Host.Cli.Output;
using Margay.Policy.Analysis;

namespace Margay.Host.Policy.Analysis;

/// <summary>What is allowed, as a table.</summary>
internal static class ReachText
{
    public static string Render(ReachSpace space, IReadOnlyList<ReachGroup> groups, int? width)
    {
        var text = new StringBuilder();
        if (groups.Count == 0) text.Append("nobody: no connection is allowed\n");
        else
        {
            var table = new TextTable("FROM", "TO", "TRAFFIC", "BECAUSE");
            foreach (var group in groups)
            {
                table.Add(
                    PlaceWords.Of(group.Ends.From), PlaceWords.Of(group.Ends.To),
                    group.Traffic + DifferenceText.FamilyWords(group.Ends.Families), Because(group));
            }

            text.Append(table.Render(width));
        }

        foreach (var limit in space.HostEndpointLimits(0)) text.Append($"unknown: {limit}\n");
        return text.ToString();
    }

    private static string Because(ReachGroup group) => group.Found.StoppedBy is { } stopped
        ? $"unknown: pods' policies allow it, but {group.Found.Witness} is stopped on its way: {ExplanationWords.Of(stopped, null)}"
        : ExplanationWords.Of(group.Found.Outcome.Why, group.Found.Outcome.Direction);
}
