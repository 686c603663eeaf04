using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Margay.Model.Manifests;

/// <summary>The parsed events of one YAML document, with each alias bound to the event that its anchor marks.</summary>
internal sealed class YamlEvents
{
    private readonly List<ParsingEvent> _events = [];
    private readonly Dictionary<int, int> _targets = [];
    private readonly Dictionary<AnchorName, int> _anchors = [];

    private YamlEvents()
    {
    }

    public int Count => _events.Count;

    public ParsingEvent this[int index] => _events[index];

    /// <summary>
    /// The index of the node that the alias at <paramref name="index"/> stands for; null if there is none.
    /// </summary>
    public int? TargetOf(int index) => _targets.TryGetValue(index, out var target) ? target : null;

    /// <summary>The documents of a text; what follows a syntax fault is not read.</summary>
    public static IReadOnlyList<YamlEvents> Read(string source, string text, List<ManifestFault> faults)
    {
        if (text.Length > ManifestLimits.MaxCharacters)
        {
            faults.Add(new ManifestFault(source, 1, 1, $"has more than {ManifestLimits.MaxCharacters} characters"));
            return [];
        }

        var documents = new List<YamlEvents>();
        var parser = new Parser(new StringReader(text));
        try
        {
            while (parser.MoveNext())
            {
                if (parser.Current is not DocumentStart) continue;
                var document = new YamlEvents();
                if (document.Fill(parser) is { } tooDeep)
                {
                    faults.Add(FaultAt(source, tooDeep, $"is nested deeper than {ManifestLimits.MaxDepth}"));
                    return documents;
                }

                documents.Add(document);
            }
        }
        catch (YamlException refusal)
        {
            faults.Add(FaultAt(source, refusal.Start, refusal.Message));
        }
        catch (Exception refusal)
            when (refusal is InvalidOperationException or ArgumentException or NullReferenceException)
        {
            // The parser answers some broken texts, such as one that ends inside braces, with a bug of its own.
            faults.Add(FaultAt(source, parser.Current?.End ?? Mark.Empty, "the YAML is broken after this place"));
        }

        return documents;
    }

    private static ManifestFault FaultAt(string source, Mark place, string message) =>
        new(source, (int)Math.Max(1, place.Line), (int)Math.Max(1, place.Column), message);

    /// <summary>
    /// Takes the events up to the end of the document; the place where it is nested too deep, or null.
    /// </summary>
    private Mark? Fill(Parser parser)
    {
        var depth = 0;
        while (parser.MoveNext() && parser.Current is { } current and not DocumentEnd)
        {
            depth += current.NestingIncrease;
            if (depth > ManifestLimits.MaxDepth) return current.Start;
            if (current is AnchorAlias alias && _anchors.TryGetValue(alias.Value, out var target))
                _targets[_events.Count] = target;
            if (current is NodeEvent { Anchor.IsEmpty: false } node) _anchors[node.Anchor] = _events.Count;
            _events.Add(current);
        }

        return null;
    }
}
