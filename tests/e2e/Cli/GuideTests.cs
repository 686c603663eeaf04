using System.Runtime.CompilerServices;

namespace Margay.Tests.E2e.Cli;

/// <summary>What the guide shows is what is printed: its console blocks are run by a shell, without hub and network.</summary>
public sealed class GuideTests
{
    private const string Prompt = "$ ";

    [Theory]
    [InlineData("policy-answers.md")]
    [InlineData("domain-names.md")]
    public async Task Every_console_block_runs_as_written(string page)
    {
        var root = Root();
        var blocks = Blocks(await File.ReadAllLinesAsync(Path.Combine(root, "docs", "guide", page), TestContext.Current.CancellationToken));
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            var result = await MargayProcess.RunProgramAsync("bash", "-c", Script(root, block));
            Assert.Equal(string.Join('\n', block) + "\n", result.Output + result.Error);
        }
    }

    /// <summary>Prints each command behind a prompt and runs it; the exit code of one is the next one's to ask for.</summary>
    private static string Script(string root, IEnumerable<string> block)
    {
        var program = string.Join(' ', MargayProcess.Program.Select(word => $"'{word}'"));
        var lines = block.Where(line => line.StartsWith(Prompt, StringComparison.Ordinal)).Select(line => line[Prompt.Length..])
            .Select(command => $"last=$?; printf '%s\\n' '{Prompt}{command.Replace("'", "'\\''", StringComparison.Ordinal)}'; (exit $last); {command}");
        return $"cd '{root}'; margay() {{ {program} \"$@\"; }}; {string.Join('\n', lines)}";
    }

    private static List<List<string>> Blocks(IEnumerable<string> lines)
    {
        var blocks = new List<List<string>>();
        List<string>? open = null;
        foreach (var line in lines)
        {
            if (line == "```console") blocks.Add(open = []);
            else if (line == "```") open = null;
            else open?.Add(line);
        }

        return blocks;
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
