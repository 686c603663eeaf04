using System.Collections.Concurrent;
using System.CommandLine;
using Margay.Client;
using Margay.Host.Cli.Output;

namespace Margay.Host.Cli;

/// <summary>The options that every command understands.</summary>
internal static class GlobalOptions
{
    /// <summary>Which kubeconfig; null is the usual search.</summary>
    public static Option<string?> Kubeconfig { get; } = new("--kubeconfig")
    {
        Description = "The kubeconfig file. Default: $KUBECONFIG, then ~/.kube/config.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Which context of the kubeconfig; null is the current one.</summary>
    public static Option<string?> Context { get; } = new("--context")
    {
        Description = "The context of the kubeconfig. Default: its current-context.",
        HelpName = "NAME",
        Recursive = true,
    };

    /// <summary>The namespace of what the command names; null is the context's.</summary>
    public static Option<string?> Namespace { get; } = new("--namespace", "-n")
    {
        Description = "The namespace. Default: the context's, else 'default'.",
        HelpName = "NAMESPACE",
        Recursive = true,
    };

    /// <summary>Whether an error shows where in the program it arose.</summary>
    public static Option<bool> Debug { get; } = new("--debug")
    {
        Description = "Show the stack of an error.",
        Recursive = true,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } = [Kubeconfig, Context, Namespace, Debug];

    /// <summary>
    /// A client of the API that the options name, and the namespace they mean. Connects with the first request; what the server warns
    /// of is printed beside the results, once each.
    /// </summary>
    /// <exception cref="ClientConfigException">The kubeconfig is missing or wrong.</exception>
    public static ApiConnection Connect(ParseResult parsed)
    {
        var settings = Client.Kubeconfig.Load(parsed.GetValue(Kubeconfig), parsed.GetValue(Context));
        var (warned, screen) = (new ConcurrentDictionary<string, bool>(), Screen.Of(parsed));
        var api = new ApiClient(settings)
        {
            Warned = warning =>
            {
                if (warned.TryAdd(warning, true)) screen.Error.Write($"Warning: {warning}\n");
            },
        };
        return new ApiConnection(api, parsed.GetValue(Namespace) ?? settings.Namespace);
    }
}

/// <summary>The API as one command uses it.</summary>
/// <param name="Api">The client.</param>
/// <param name="Namespace">The namespace of names that carry none.</param>
internal sealed record ApiConnection(ApiClient Api, string Namespace) : IDisposable
{
    public void Dispose() => Api.Dispose();
}
