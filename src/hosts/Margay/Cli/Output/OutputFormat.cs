using System.CommandLine;

namespace Margay.Host.Cli.Output;

/// <summary>How a result is printed.</summary>
internal enum OutputFormat
{
    /// <summary>For people; what a command does when nothing else is asked for.</summary>
    Table,

    /// <summary>For people with a wide terminal.</summary>
    Wide,

    /// <summary>The object itself.</summary>
    Json,

    /// <summary>The object itself.</summary>
    Yaml,

    /// <summary><c>KIND/NAME</c>, for other commands.</summary>
    Name,
}

internal static class OutputFormats
{
    /// <summary>
    /// A <c>-o</c> option that accepts <paramref name="formats"/>; without it the value is <see cref="OutputFormat.Table"/>.
    /// </summary>
    public static Option<OutputFormat> Option(params IReadOnlyList<OutputFormat> formats)
    {
        var words = formats.Select(Word).ToArray();
        var option = new Option<OutputFormat>("--output", "-o")
        {
            Description = "How to print.",
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                var index = Array.IndexOf(words, result.Tokens[0].Value.ToLowerInvariant());
                if (index >= 0) return formats[index];
                result.AddError($"'{result.Tokens[0].Value}' is no output format; there are {string.Join(", ", words)}");
                return formats[0];
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }

    private static string Word(OutputFormat format) => format.ToString().ToLowerInvariant();
}
