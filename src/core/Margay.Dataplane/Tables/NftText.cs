using System.Text;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>A table as text that nft reads, as <c>nft -s list table</c> prints it; everything sorted by name.</summary>
public static class NftText
{
    /// <summary>The text of <paramref name="table"/>, ending with a newline.</summary>
    public static string Print(DesiredTable table)
    {
        var text = new StringBuilder();
        text.Append($"table inet {table.Name} {{\n");
        text.AppendJoin('\n', ByName(table.Sets).Select(Print).Concat(ByName(table.Chains).Select(Print)));
        return text.Append("}\n").ToString();
    }

    private static IEnumerable<T> ByName<T>(IReadOnlyDictionary<string, T> objects) =>
        objects.OrderBy(named => named.Key, StringComparer.Ordinal).Select(named => named.Value);

    private static string Print(SetContent set)
    {
        var declaration = set.Declaration;
        var key = Enumerable.Range(0, declaration.Key.FieldCount).Select(i => NftWords.Of(declaration.Key.Field(i)));
        var text = new StringBuilder();
        text.Append($"\t{(declaration.IsVerdictMap ? "map" : "set")} {declaration.Name} {{\n");
        text.Append($"\t\ttype {string.Join(" . ", key)}{(declaration.IsVerdictMap ? " : verdict" : "")}\n");
        if (declaration.IsInterval) text.Append("\t\tflags interval\n");
        if (set.Elements.Count > 0)
            text.Append($"\t\telements = {{ {string.Join(",\n\t\t\t     ", set.Elements.Order())} }}\n");
        return text.Append("\t}\n").ToString();
    }

    private static string Print(NftChain chain)
    {
        var text = new StringBuilder();
        text.Append($"\tchain {chain.Name} {{\n");
        if (chain.Hook is { } hook)
        {
            var priority = NftWords.OfPriority(hook.Priority);
            var policy = hook.Policy == VerdictCode.Accept ? "accept" : "drop";
            text.Append($"\t\ttype {hook.Type} hook {hook.Hook.ToString().ToLowerInvariant()} ")
                .Append($"priority {priority}; policy {policy};\n");
        }

        foreach (var rule in chain.Rules) text.Append($"\t\t{rule}\n");
        return text.Append("\t}\n").ToString();
    }
}
