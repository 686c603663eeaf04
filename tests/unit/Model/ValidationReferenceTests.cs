using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Tests.Unit.Model;

/// <summary>Holds validation against what Calico accepts and refuses.</summary>
public sealed class ValidationReferenceTests
{
    [Fact]
    public void Every_reference_resource_is_accepted_or_refused_alike()
    {
        var differences = new List<string>();
        foreach (var (line, reference) in ReferenceCases.Read("validation.jsonl"))
        {
            var kind = Kinds.All.Single(kind =>
                kind.Kind == reference["kind"]!.GetValue<string>() && kind.ApiVersion == reference["apiVersion"]!.GetValue<string>());
            var faults = ResourceValidator.Validate(kind, reference["resource"]!.AsObject());
            if (faults.Count == 0 != reference["valid"]!.GetValue<bool>())
                differences.Add($"line {line}: {(faults.Count == 0 ? "is accepted" : string.Join("; ", faults))}");
        }

        Assert.Empty(differences);
    }
}
