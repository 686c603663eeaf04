namespace Margay.Host.Cli.Completion;

/// <summary>Shell code that asks <c>margay complete</c> for each completion, so that it is never out of date.</summary>
internal static class CompletionScripts
{
    /// <summary>For bash 4 and later.</summary>
    public const string Bash = """
        _margay() {
          local IFS=$'\n'
          COMPREPLY=($(margay complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
        }
        complete -o default -F _margay margay

        """;

    /// <summary>For zsh 5 and later; compinit must have run.</summary>
    public const string Zsh = """
        #compdef margay
        _margay() {
          local -a candidates
          candidates=(${(f)"$(margay complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)"})
          if ((${#candidates})); then compadd -- "${candidates[@]}"; else _files; fi
        }
        compdef _margay margay

        """;

    /// <summary>For fish 3 and later.</summary>
    public const string Fish = """
        function __margay_complete
          set -l words (commandline -opc)
          set -l current (commandline -ct)
          margay complete -- $words[2..] "$current" 2>/dev/null
        end
        complete -c margay -a '(__margay_complete)'

        """;
}
