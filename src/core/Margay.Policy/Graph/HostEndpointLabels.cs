using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>The host endpoints of all nodes, and the labels that they have of their own and of their profiles.</summary>
internal sealed class HostEndpointLabels
{
    private readonly SortedDictionary<string, HostEndpointFacts> _endpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LabelSet> _profiles = new(StringComparer.Ordinal);

    public HostEndpointFacts? Find(string name) => _endpoints.GetValueOrDefault(name);

    public void Put(string name, HostEndpointFacts facts) => _endpoints[name] = facts;

    public void Remove(string name) => _endpoints.Remove(name);

    /// <summary>Gives a profile labels; null if it is not known.</summary>
    /// <returns>The host endpoints that inherit them.</returns>
    public List<string> ChangeProfile(string name, LabelSet? labels)
    {
        var isSame = Equals(_profiles.GetValueOrDefault(name), labels);
        if (labels is null) _profiles.Remove(name);
        else _profiles[name] = labels;
        return isSame ? [] : [.. _endpoints.Where(pair => pair.Value.Profiles.Contains(name)).Select(pair => pair.Key)];
    }

    /// <summary>A host endpoint's own labels, and those of its profiles where it has none; the first profile's win.</summary>
    public LabelSet LabelsOf(HostEndpointFacts facts)
    {
        var labels = facts.Labels.ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal);
        foreach (var profile in facts.Profiles)
        {
            foreach (var (key, value) in _profiles.GetValueOrDefault(profile) ?? LabelSet.Empty) labels.TryAdd(key, value);
        }

        return LabelSet.Of(labels);
    }
}
