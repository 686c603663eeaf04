using System.Text.Json.Nodes;

namespace Margay.Model.Manifests;

/// <summary>One resource of a manifest.</summary>
/// <param name="Source">Where the text came from, as the reader was told: a file's name, or <c>-</c>.</param>
/// <param name="Json">The resource; its apiVersion and kind are texts. The caller owns it.</param>
/// <param name="Positions">Where its fields stand in the text.</param>
public sealed record ManifestDocument(string Source, JsonObject Json, ManifestPositions Positions);

/// <summary>Something in a manifest that cannot be read.</summary>
/// <param name="Source">Where the text came from.</param>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Column">Column, counted from 1.</param>
/// <param name="Message">What is wrong there.</param>
public sealed record ManifestFault(string Source, int Line, int Column, string Message)
{
    /// <summary>One line as compilers write it: <c>source:line:column: message</c>.</summary>
    public override string ToString() => $"{Source}:{Line}:{Column}: {Message}";
}

/// <summary>What a text holds: the resources that could be read, and what is wrong with the others.</summary>
/// <param name="Documents">Resources in the order of the text.</param>
/// <param name="Faults">Faults in the order of the text; a document with a fault is not among the resources.</param>
public sealed record ManifestReadResult(IReadOnlyList<ManifestDocument> Documents, IReadOnlyList<ManifestFault> Faults);
