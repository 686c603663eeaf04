using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The status that every enforced kind of policy has.</summary>
internal static class PolicyStatusSchema
{
    public static ObjectSchema Status { get; } = Object(
        "What is observed of the policy.",
        KeyedList(
            "conditions",
            "Conditions of the policy; Realized says whether the kernel of every node enforces the generation that it names.",
            "type",
            MetadataSchema.Condition));
}
