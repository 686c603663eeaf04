namespace Margay.Model.Validation;

/// <summary>The way from the root of a resource to one of its values. Text is made only when it is asked for.</summary>
internal sealed class FieldPath
{
    private readonly FieldPath? _parent;
    private readonly string _step;

    private FieldPath(FieldPath? parent, string step) => (_parent, _step) = (parent, step);

    /// <summary>The resource itself.</summary>
    public static FieldPath Root { get; } = new(null, "");

    /// <summary>A member of an object: <c>a.b</c>, or <c>a[b/c]</c> if the name is no plain word.</summary>
    public FieldPath Member(string name) => new(this, IsPlain(name) ? "." + name : $"[{name}]");

    /// <summary>An element of an array, counted from 0: <c>a[0]</c>.</summary>
    public FieldPath Item(int index) => new(this, $"[{index}]");

    /// <inheritdoc/>
    public override string ToString()
    {
        var steps = new Stack<string>();
        for (var path = this; path is not null; path = path._parent) steps.Push(path._step);
        return string.Concat(steps).TrimStart('.');
    }

    private static bool IsPlain(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')) return false;
        }

        return name.Length > 0;
    }
}
