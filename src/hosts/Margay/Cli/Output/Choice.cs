using System.CommandLine;

namespace Margay.Host.Cli.Output;

/// <summary>Options whose value is one of a few words.</summary>
internal static class Choice
{
    /// <summary>An option of the members of an enumeration, in lower case; without it the value is the first of them.</summary>
    public static Option<T> Option<T>(string description, string name, params string[] aliases)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        var words = values.Select(value => value.ToString().ToLowerInvariant()).ToArray();
        var option = new Option<T>(name, aliases)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                var index = Array.IndexOf(words, result.Tokens[0].Value.ToLowerInvariant());
                if (index >= 0) return values[index];
                result.AddError($"{name}: '{result.Tokens[0].Value}' is none of {string.Join(", ", words)}");
                return default;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }
}
