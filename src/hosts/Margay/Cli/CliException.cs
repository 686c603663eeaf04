namespace Margay.Host.Cli;

/// <summary>A command cannot go on; the message is complete for the person who typed it.</summary>
internal sealed class CliException(string message, int exitCode = ExitCode.Error, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Lines that stand before the message, one for each thing that is wrong.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>The command line was not understood.</summary>
    public static CliException Usage(string message) => new(message, Cli.ExitCode.Usage);
}
