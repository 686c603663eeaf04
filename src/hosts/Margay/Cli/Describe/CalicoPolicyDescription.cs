using System.Globalization;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Describe;

/// <summary>A policy of Calico, enforced or staged, and its rules in words; profiles too.</summary>
internal static class CalicoPolicyDescription
{
    public static string Of(Resource policy, CalicoPolicySpec? spec, bool isStaged, DateTimeOffset now)
    {
        spec ??= new CalicoPolicySpec();
        var description = ObjectDescription.Start(policy, now)
            .Add("Tier", $"{spec.Tier ?? BuiltIns.DefaultTier}, {Place(spec.Order)}");
        if (isStaged) description.Add("Staged", Staged(spec.StagedAction));
        description.Add("Selects", Selected(policy, spec));
        if (Hook(spec) is { } hook) description.Add("Acts", hook);
        return description
            .Add("Ingress", Rules("Ingress", spec, spec.Ingress))
            .Add("Egress", Rules("Egress", spec, spec.Egress))
            .Render();
    }

    public static string Of(Profile profile, DateTimeOffset now) => ObjectDescription.Start(profile, now)
        .AddPairs("Inherited labels", profile.Spec?.LabelsToApply)
        .Add("Ingress", CalicoRuleWords.Numbered(profile.Spec?.Ingress, "allows nothing"))
        .Add("Egress", CalicoRuleWords.Numbered(profile.Spec?.Egress, "allows nothing"))
        .Render();

    /// <summary><c>order 10</c>, or that it is the last.</summary>
    public static string Place(double? order) =>
        order is { } number ? string.Create(CultureInfo.InvariantCulture, $"order {number}") : "after those with an order";

    private static string Staged(string? action) => action switch
    {
        "Delete" => "not enforced; enforcing it would delete the policy of this name",
        "Learn" or "Ignore" => $"not enforced, marked {action}",
        _ => "not enforced; enforcing it would set the policy of this name",
    };

    private static string Selected(Resource policy, CalicoPolicySpec spec)
    {
        var things = policy.Metadata.Namespace is null && spec.NamespaceSelector is null or "" ? "endpoints" : "pods";
        var which = spec.Selector is null or "" or "all()" ? $"all {things}" : $"{things} with {spec.Selector}";
        var where = policy.Metadata.Namespace is not null ? " in this namespace"
            : spec.NamespaceSelector is null or "" ? ""
            : $" in namespaces with {spec.NamespaceSelector}";
        var who = spec.ServiceAccountSelector is null or "" ? "" : $", under accounts with {spec.ServiceAccountSelector}";
        return which + where + who;
    }

    private static string? Hook(CalicoPolicySpec spec) => spec switch
    {
        { DoNotTrack: true } => "before connection tracking, on host endpoints",
        { PreDnat: true } => "before destinations are translated, on host endpoints",
        { ApplyOnForward: true } => "also on what host endpoints forward",
        _ => null,
    };

    private static IReadOnlyList<string> Rules(string direction, CalicoPolicySpec spec, IReadOnlyList<CalicoRule>? rules) =>
        spec.Types?.Contains(direction) == true
            ? CalicoRuleWords.Numbered(rules, "no rule: left to the end of the tier")
            : ["not affected"];
}
