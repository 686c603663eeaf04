namespace Margay.Model.Validation;

/// <summary>One thing that is wrong with a resource.</summary>
/// <param name="Path">The field, as in <c>spec.ingress[0].ports[1].endPort</c>.</param>
/// <param name="Problem">What is wrong with it; reads on from the path, as in <c>is missing</c>.</param>
/// <param name="Remedy">What would be right; reads as an order, as in <c>write a number from 1 to 65535</c>.</param>
public readonly record struct Fault(string Path, string Problem, string Remedy)
{
    /// <summary>Path, problem and remedy as one line.</summary>
    public override string ToString() => $"{Path} {Problem}: {Remedy}";
}
