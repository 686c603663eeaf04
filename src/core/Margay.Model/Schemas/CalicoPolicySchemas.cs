using Margay.Model.Resources;
using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>projectcalico.org/v3 policies and tiers, entire.</summary>
internal static class CalicoPolicySchemas
{
    /// <summary>Calico's limit on the length of a policy's selector.</summary>
    private const int MaxSelectorLength = 1024;

    private static readonly Property StagedAction = Choice(
        "stagedAction",
        "What enforcing the policy would mean: Set adds or replaces it; Delete takes it away, and then nothing but the tier "
        + "may be written. Learn and Ignore are marks for tools.",
        ["Set", "Delete", "Learn", "Ignore"],
        "Set");

    private static readonly Property[] Common =
    [
        Text("tier", "Tier that the policy is in; it must be there.", defaultsTo: BuiltIns.DefaultTier),
        Number("order", "Place in the tier: lower comes first, absent comes last."),
        Text(
            "selector",
            "Endpoints that the policy applies to, by their labels; empty means all.",
            Formats.Selector,
            maxLength: MaxSelectorLength),
        Text(
            "serviceAccountSelector",
            "Accounts under which the selected pods run, by the accounts' labels; empty means any.",
            Formats.Selector,
            maxLength: MaxSelectorLength),
        CalicoRuleSchema.Ingress,
        CalicoRuleSchema.Egress,
        List(
            "types",
            "Directions that the policy decides about; in them, what no rule matches is left to the tier's default action. "
            + "Absent, it is those that have rules, and Ingress if none has.",
            new StringSchema { Allowed = ["Ingress", "Egress"] }),
        List(
            "performanceHints",
            "AssumeNeededOnEveryNode keeps the policy in the kernel of every node, whether or not it selects anything there.",
            new StringSchema { Allowed = ["AssumeNeededOnEveryNode"] }),
    ];

    private static readonly Property[] GlobalOnly =
    [
        Text(
            "namespaceSelector",
            "Namespaces from whose pods selector chooses. Empty means all, and host endpoints too.",
            Formats.Selector,
            maxLength: MaxSelectorLength),
        Flag("doNotTrack", "Whether it acts before connection tracking, on host endpoints only. Needs applyOnForward."),
        Flag(
            "preDNAT",
            "Whether it acts before destinations are translated, on what comes into host endpoints. Needs applyOnForward."),
        Flag("applyOnForward", "Whether it also acts on what a host endpoint forwards."),
    ];

    public static ObjectSchema Namespaced { get; } = Object("Which pods of the namespace, and what becomes of their packets.", Common);

    public static ObjectSchema Global { get; } = Object(
        "Which endpoints, and what becomes of their packets.", [.. Common, .. GlobalOnly]);

    public static ObjectSchema StagedNamespaced { get; } = Object(
        "Which pods of the namespace, and what would become of their packets.", [StagedAction, .. Common]);

    public static ObjectSchema StagedGlobal { get; } = Object(
        "Which endpoints, and what would become of their packets.", [StagedAction, .. Common, .. GlobalOnly]);

    public static ObjectSchema StagedKubernetes { get; } = Object(
        "Which pods the policy would isolate, and what it would let through.",
        [StagedAction, .. NetworkPolicySchema.Spec.Properties]);

    public static ObjectSchema TierSpec { get; } = Object(
        "Where the tier stands and how it ends.",
        Number("order", "Place among the tiers: lower comes first, equal ones by name.", BuiltIns.DefaultTierOrder),
        Choice(
            "defaultAction",
            "What becomes of packets that policies of the tier select and none of their rules decides: Deny drops them, Pass "
            + "leaves them to the next tier.",
            ["Deny", "Pass"],
            "Deny"));

    public static ObjectSchema TierStatus { get; } = Object(
        "What is observed of the tier.",
        KeyedList("conditions", "Conditions of the tier.", "type", MetadataSchema.Condition));
}
