using Margay.Model.Resources;

namespace Margay.Tests.E2e.Hub;

/// <summary>A life of one object of each kind, in the hands of the real kubectl.</summary>
public sealed class EveryKindTests(HubFixture hub) : IClassFixture<HubFixture>
{
    public static TheoryData<string> Served() => [.. Kinds.All.Select(kind => kind.QualifiedPlural)];

    [Theory]
    [MemberData(nameof(Served))]
    public async Task Kubectl_applies_gets_explains_labels_patches_edits_waits_and_deletes(string resource)
    {
        var sample = KindSamples.All.Single(candidate => candidate.Resource == resource);
        var kubectl = hub.Admin;

        await ApplyTwiceAsync(kubectl, sample);
        await GetAsync(kubectl, sample);
        Assert.Contains("DESCRIPTION:", await kubectl.OutputAsync("explain", $"{sample.Plural}.{sample.Field}", "--api-version", sample.ApiVersion), StringComparison.Ordinal);
        Assert.Contains(sample.Name, await kubectl.OutputAsync(["describe", .. sample.Target]), StringComparison.Ordinal);

        await kubectl.OutputAsync(["label", .. sample.Target, "color=blue"]);
        Assert.Contains(sample.Name, await kubectl.OutputAsync("get", sample.Resource, "-A", "-l", "color in (blue)", "-o", "name"), StringComparison.Ordinal);
        await kubectl.OutputAsync(["annotate", .. sample.Target, "note=1"]);

        await kubectl.OutputAsync(["patch", .. sample.Target, "--type", "merge", "-p", sample.Change]);
        Assert.Equal(sample.ChangedValue, await kubectl.OutputAsync(["get", .. sample.Target, "-o", $"jsonpath={sample.ChangedPath}"]));
        await kubectl.OutputAsync(["patch", .. sample.Target, "--type", "json", "-p", """[{"op":"replace","path":"/metadata/labels/color","value":"red"}]"""]);
        await kubectl.OutputAsync(["patch", .. sample.Target, "--type", "strategic", "-p", """{"metadata":{"labels":{"size":"xl"}}}"""]);
        await EditAsync(kubectl, sample);
        await kubectl.OutputAsync(["wait", .. sample.Target, "--for", "jsonpath={.metadata.labels.size}=xl", "--timeout", "10s"]);

        await kubectl.OutputAsync(["delete", .. sample.Target]);
        var gone = await kubectl.RunAsync(["get", .. sample.Target]);
        Assert.Equal(1, gone.Code);
        Assert.Contains("(NotFound)", gone.Errors, StringComparison.Ordinal);
    }

    private static async Task ApplyTwiceAsync(Kubectl kubectl, KindSample sample)
    {
        await kubectl.ApplyAsync(sample.Manifest);
        await kubectl.ApplyAsync(sample.Manifest);
        var diff = await kubectl.RunAsync(sample.Manifest, ["diff", "-f", "-"]);
        Assert.True(diff.Code == 0, $"what was applied differs from what is there:\n{diff.Output}{diff.Errors}");
    }

    private static async Task GetAsync(Kubectl kubectl, KindSample sample)
    {
        Assert.Contains(sample.Name, await kubectl.OutputAsync(["get", .. sample.Target]), StringComparison.Ordinal);
        Assert.Contains(sample.Name, await kubectl.OutputAsync("get", sample.Resource, "-A", "-o", "wide"), StringComparison.Ordinal);
        var yaml = await kubectl.OutputAsync(["get", .. sample.Target, "-o", "yaml"]);
        Assert.Contains($"kind: {sample.Kind}", yaml, StringComparison.Ordinal);
        var replaced = await kubectl.RunAsync(yaml, ["replace", "-f", "-"]);
        Assert.True(replaced.Code == 0, replaced.Errors);
    }

    /// <summary>Edits as a person would, with an editor that replaces one word.</summary>
    private static async Task EditAsync(Kubectl kubectl, KindSample sample)
    {
        var edited = await kubectl.RunAsync("", ["edit", .. sample.Target], ("EDITOR", "sed -i s/color:.red/color:\\ green/"));
        Assert.True(edited.Code == 0, edited.Errors);
        Assert.Equal("green", await kubectl.OutputAsync(["get", .. sample.Target, "-o", "jsonpath={.metadata.labels.color}"]));
    }
}
