namespace Margay.Policy.Oracle.Rules;

/// <summary>A rule of whatever kind of policy, read.</summary>
/// <param name="Index">Its index in the policy's list of the direction.</param>
/// <param name="Path">Its field.</param>
/// <param name="Effect">What it does when it matches.</param>
/// <param name="Conditions">What must hold, all of it.</param>
internal sealed record RuleForm(int Index, string Path, RuleEffect Effect, IReadOnlyList<Condition> Conditions)
{
    /// <summary>Whether all of it is written as its kind allows.</summary>
    public bool IsReadable => Conditions.All(condition => condition.IsReadable);

    /// <summary>How the packet compares with the rule.</summary>
    /// <remarks>
    /// A packet names its ends only by address. Where several hold one, the rule matches if all its conditions hold for
    /// one choice of whom the ends are taken for; else the choice is shown that comes closest.
    /// </remarks>
    public RuleTrace Try(PacketView packet)
    {
        RuleTrace? closest = null;
        var fewest = int.MaxValue;
        foreach (var view in Choices(packet))
        {
            var conditions = Conditions.Select(condition => condition.Try(view)).ToList();
            var unmet = conditions.Count(condition => !condition.Holds);
            if (unmet >= fewest) continue;
            (closest, fewest) = (new RuleTrace(Index, Path, Effect, conditions), unmet);
            if (unmet == 0) break;
        }

        return closest!;
    }

    private IEnumerable<PacketView> Choices(PacketView packet)
    {
        IEnumerable<PacketView> choices = [packet];
        foreach (var end in new[] { PacketEnd.Source, PacketEnd.Destination })
        {
            if (Conditions.Any(condition => condition.About == end))
                choices = choices.SelectMany(view => view.ForEachHolder(end));
        }

        return choices;
    }
}
