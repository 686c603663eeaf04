using System.Diagnostics.CodeAnalysis;

namespace Margay.Host.Lab.Plan;

/// <summary>A lab's name: 1-15 lower-case letters and digits, a letter first.</summary>
/// <remarks>Without dashes, so that the namespaces of one lab can never be read as those of another.</remarks>
internal sealed record LabName
{
    private const int MaxLength = 15;

    private LabName(string value) => Value = value;

    /// <summary>The name that commands mean when no lab is running and none is named.</summary>
    public static LabName Default { get; } = new("margay");

    public string Value { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out LabName? name)
    {
        name = text is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterLower(text[0])
            && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
                ? new LabName(text)
                : null;
        return name is not null;
    }

    public override string ToString() => Value;
}
