using System.Text.Json.Nodes;
using Margay.Host.Cli;
using Margay.Host.Cli.Manifests;
using Margay.Model.Manifests;

namespace Margay.Host.Policy.Test;

/// <summary>A file of assertions: documents of kind PolicyTest.</summary>
/// <param name="Manifests">The manifests that the file asks to be judged by, as paths that can be opened.</param>
/// <param name="Assertions">What is to hold.</param>
internal sealed record AssertionFile(IReadOnlyList<string> Manifests, IReadOnlyList<Assertion> Assertions)
{
    /// <summary>The apiVersion of a PolicyTest.</summary>
    public const string ApiVersion = "margay.dev/v1";

    /// <summary>The kind of its documents.</summary>
    public const string Kind = "PolicyTest";

    private static readonly string[] Members = ["apiVersion", "kind", "metadata", "manifests", "tests"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="CliException">Something in it is wrong; the details are every fault with its place.</exception>
    public static AssertionFile Read(ManifestText text)
    {
        var read = ManifestReader.Read(text.Source, text.Text);
        var faults = read.Faults.Select(fault => fault.ToString()).ToList();
        var (manifests, assertions) = (new List<string>(), new List<Assertion>());
        foreach (var document in read.Documents)
        {
            var reader = new AssertionReader(document, faults);
            if (!IsOurs(document.Json))
            {
                reader.Complain("kind", $"this is no {Kind}: write apiVersion: {ApiVersion} and kind: {Kind}");
                continue;
            }

            reader.RefuseUnknown("", document.Json, Members);
            manifests.AddRange(reader.Texts("manifests", document.Json["manifests"]).Select(path => Beside(text.Source, path)));
            if (document.Json["tests"] is JsonArray { Count: > 0 } tests) assertions.AddRange(tests.Select(reader.Read).OfType<Assertion>());
            else reader.Complain("tests", "there is no test: write a list of from, to, port and expect");
        }

        if (read.Documents.Count == 0 && faults.Count == 0) faults.Add($"{text.Source}: there is no {Kind} in it");
        return faults.Count == 0
            ? new AssertionFile(manifests, assertions)
            : throw new CliException("the tests are faulty: nothing was tried", ExitCode.Usage) { Details = faults };
    }

    private static bool IsOurs(JsonObject json) =>
        json["apiVersion"]?.ToString() == ApiVersion && json["kind"]?.ToString() == Kind;

    /// <summary>A path that is written in a file is seen from that file.</summary>
    private static string Beside(string source, string path) =>
        Path.Combine(Path.GetDirectoryName(source) ?? "", path);
}
