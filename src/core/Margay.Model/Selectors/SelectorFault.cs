namespace Margay.Model.Selectors;

/// <summary>Why a text is no selector.</summary>
/// <param name="Position">Index of the character that does not fit; the text's length if it ends too early.</param>
/// <param name="Message">What is wrong there and what would be right.</param>
public readonly record struct SelectorFault(int Position, string Message)
{
    /// <summary>The message and where it is, counted from 1 as people do.</summary>
    public override string ToString() => $"{Message} (at character {Position + 1})";
}
