using System.Text;
using Margay.Client;

namespace Margay.Host.Cli.Output;

/// <summary>Failures as a person should read them: what happened, then what to do.</summary>
internal static class FailureText
{
    /// <summary>The lines for stderr; what concerns the command as a whole begins with <c>margay: </c>.</summary>
    public static string Describe(Exception failure, bool withStack)
    {
        var text = new StringBuilder();
        foreach (var detail in (failure as CliException)?.Details ?? []) text.Append(detail).Append('\n');
        text.Append("margay: ").Append(Message(failure)).Append('\n');
        if (failure is ApiException { Causes: { Count: > 0 } causes })
        {
            foreach (var cause in causes) text.Append("  ").Append(cause.Field).Append(": ").Append(cause.Message).Append('\n');
        }

        if (withStack) text.Append(failure).Append('\n');
        return text.ToString();
    }

    private static string Message(Exception failure) => failure switch
    {
        CliException or ClientConfigException => failure.Message,
        ApiException { StatusCode: 401 } refused =>
            $"{refused.Message}: the server does not accept the identity of the kubeconfig; check its user entry",
        ApiException refused => refused.Message,
        IOException or UnauthorizedAccessException or InvalidOperationException => failure.Message,
        _ => $"{failure.Message} ({failure.GetType().Name}; --debug shows where)",
    };
}
