using System.CommandLine;

namespace Margay.Host.Cli.Output;

/// <summary>Where a command writes.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Everything else.</param>
/// <param name="Width">The width of the terminal that shows the results; null when they go elsewhere.</param>
internal sealed record Screen(TextWriter Out, TextWriter Error, int? Width)
{
    /// <summary>The streams that the command was started with.</summary>
    public static Screen Of(ParseResult parsed)
    {
        var streams = parsed.InvocationConfiguration;
        var isTerminal = ReferenceEquals(streams.Output, Console.Out) && !Console.IsOutputRedirected;
        return new Screen(streams.Output, streams.Error, isTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : null);
    }

    /// <summary>Tells of something that stops a part of the command only.</summary>
    public void Complain(string message) => Error.Write($"margay: {message}\n");
}
