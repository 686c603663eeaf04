using System.Text;

namespace Margay.Host.Cli.Output;

/// <summary>A line and the lines that belong under it.</summary>
internal sealed record TextTree(string Line, params IReadOnlyList<TextTree> Children)
{
    /// <summary>The lines under this one, drawn with branches, without this one's own.</summary>
    public string RenderChildren()
    {
        var text = new StringBuilder();
        AppendChildren(text, "");
        return text.ToString();
    }

    private void AppendChildren(StringBuilder text, string indent)
    {
        for (var i = 0; i < Children.Count; i++)
        {
            var isLast = i == Children.Count - 1;
            text.Append(indent).Append(isLast ? "└─ " : "├─ ").Append(Children[i].Line).Append('\n');
            Children[i].AppendChildren(text, indent + (isLast ? "   " : "│  "));
        }
    }
}
