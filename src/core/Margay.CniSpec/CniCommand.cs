namespace Margay.CniSpec;

/// <summary>What the container runtime asks for (CNI_COMMAND).</summary>
public enum CniCommand
{
    /// <summary>ADD: give the container an interface.</summary>
    Add,

    /// <summary>DEL: take it away; succeeds when there is none.</summary>
    Del,

    /// <summary>CHECK: is it as ADD left it? Since 0.4.0.</summary>
    Check,

    /// <summary>VERSION: which versions are spoken; answered without the agent.</summary>
    Version,

    /// <summary>GC: free what belongs to none of the attachments given. Since 1.1.0.</summary>
    Gc,

    /// <summary>STATUS: can ADD be served now? Since 1.1.0.</summary>
    Status,
}

/// <summary>The words of CNI_COMMAND and what each of them needs.</summary>
public static class CniCommands
{
    /// <summary>Reads the word exactly as the specification spells it.</summary>
    public static bool TryParse(string? text, out CniCommand command)
    {
        (var isKnown, command) = text switch
        {
            "ADD" => (true, CniCommand.Add),
            "DEL" => (true, CniCommand.Del),
            "CHECK" => (true, CniCommand.Check),
            "VERSION" => (true, CniCommand.Version),
            "GC" => (true, CniCommand.Gc),
            "STATUS" => (true, CniCommand.Status),
            _ => (false, default),
        };
        return isKnown;
    }

    /// <summary>The specification's word.</summary>
    public static string ToText(this CniCommand command) => command.ToString().ToUpperInvariant();

    /// <summary>The first version of the specification that has the command.</summary>
    public static CniVersion Since(this CniCommand command) => command switch
    {
        CniCommand.Check => CniVersion.V040,
        CniCommand.Gc or CniCommand.Status => CniVersion.V110,
        _ => CniVersion.V031,
    };

    /// <summary>Whether the command is about one interface of one container.</summary>
    public static bool IsAboutContainer(this CniCommand command) =>
        command is CniCommand.Add or CniCommand.Del or CniCommand.Check;
}
