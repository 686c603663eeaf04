namespace Margay.Host.Cli;

/// <summary>What the process tells its caller. Documented in docs/guide/cli.md; scripts rely on it.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    public const int Ok = 0;

    /// <summary>Something asked for could not be done; stderr says what.</summary>
    public const int Error = 1;

    /// <summary>The command line itself is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
