using System.Text.Json.Nodes;
using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Places;

namespace Margay.Host.Policy.Analysis;

/// <summary>A difference for programs; docs/guide/policy-answers.md shows the members.</summary>
internal static class DifferenceJson
{
    public static JsonObject Of(PolicyDifference difference) => new()
    {
        ["changes"] = new JsonArray([.. ChangeGroup.Of(difference).Select(Of)]),
        ["onlyBefore"] = Texts(difference.OnlyBefore),
        ["onlyAfter"] = Texts(difference.OnlyAfter),
        ["unknown"] = Texts(difference.Unknown),
    };

    /// <summary>Places by what they are.</summary>
    public static JsonObject Of(IReadOnlyList<Place> places)
    {
        var json = new JsonObject();
        Add<Place.Pods>("pods");
        Add<Place.Node>("nodes");
        Add<Place.Domains>("domains");
        Add<Place.Outside>("addresses");
        return json;

        void Add<T>(string member)
            where T : Place
        {
            string[] names = [.. places.OfType<T>().SelectMany(PlaceWords.Names)];
            if (names.Length > 0) json[member] = Texts(names);
        }
    }

    /// <summary>An outcome and what decides it.</summary>
    public static JsonObject Of(Outcome outcome)
    {
        var json = new JsonObject { ["verdict"] = outcome.Verdict.ToString() };
        if (outcome.Direction is { } direction) json["direction"] = direction.ToString();
        json["reason"] = ExplanationWords.Of(outcome.Why, outcome.Direction);
        return json;
    }

    /// <summary>Texts as an array.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    /// <summary>Changes that are alike.</summary>
    public static JsonObject Of(ChangeGroup group) => new()
    {
        ["change"] = group.Opens ? "Added" : "Removed",
        ["from"] = Of(group.Ends.From),
        ["to"] = Of(group.Ends.To),
        ["traffic"] = group.Traffic,
        ["families"] = Texts(group.Ends.Families.Select(family => $"IP{family.ToString().ToLowerInvariant()}")),
        ["before"] = Of(group.Before),
        ["after"] = Of(group.After),
    };
}
