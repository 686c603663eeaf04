using System.CommandLine;

namespace Margay.Host.Cli.Completion;

/// <summary><c>margay completion SHELL</c>: the code to load into a shell.</summary>
internal static class CompletionCommand
{
    public static Command Create() => new("completion", "Print the completion code of a shell.")
    {
        Shell("bash", "For ~/.bashrc: source <(margay completion bash)", CompletionScripts.Bash),
        Shell("zsh", "For ~/.zshrc, after compinit: source <(margay completion zsh)", CompletionScripts.Zsh),
        Shell("fish", "For ~/.config/fish/config.fish: margay completion fish | source", CompletionScripts.Fish),
    };

    private static Command Shell(string name, string description, string script)
    {
        var command = new Command(name, description);
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(script));
        return command;
    }
}
