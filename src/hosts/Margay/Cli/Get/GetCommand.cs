using System.CommandLine;
using Margay.Host.Cli.Output;
using Margay.Host.Cli.Resources;

namespace Margay.Host.Cli.Get;

/// <summary><c>margay get</c>: shows objects as a table or as they are stored.</summary>
internal static class GetCommand
{
    private static readonly ObjectWords Words = new(
        "KIND[/NAME]", "Kinds (comma-separated, any of their names), then names; or KIND/NAME…", ArgumentArity.OneOrMore);

    private static readonly Option<bool> AllNamespaces = new("--all-namespaces", "-A")
    {
        Description = "Objects of all namespaces.",
    };

    private static readonly Option<string?> Selector = new("--selector", "-l")
    {
        Description = "Only objects with these labels, as in 'role=backend,tier!=test'.",
        HelpName = "SELECTOR",
    };

    private static readonly Option<OutputFormat> Format = OutputFormats.Option(
        OutputFormat.Table, OutputFormat.Wide, OutputFormat.Json, OutputFormat.Yaml, OutputFormat.Name);

    private static readonly Option<bool> Watch = new("--watch", "-w")
    {
        Description = "After the objects, show each change until Ctrl-C.",
    };

    public static Command Create()
    {
        var command = new Command("get", "Show objects.") { Words, AllNamespaces, Selector, Format, Watch };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var targets = ResourceTarget.Parse(parsed.GetRequiredValue(Words));
        var all = parsed.GetValue(AllNamespaces);
        var selector = parsed.GetValue(Selector);
        Check(targets, all, selector, parsed.GetValue(Watch));

        using var connection = GlobalOptions.Connect(parsed);
        var query = new ResourceQuery(connection.Api.Raw, all ? null : connection.Namespace, selector);
        var screen = Screen.Of(parsed);
        var format = parsed.GetValue(Format);
        if (!parsed.GetValue(Watch))
        {
            return format is OutputFormat.Table or OutputFormat.Wide
                ? await new TablePrinter(query, screen, format == OutputFormat.Wide).PrintAsync(targets, cancel)
                : await new ObjectPrinter(query, screen, format).PrintAsync(targets, cancel);
        }

        var watch = new WatchPrinter(query, screen, format);
        await watch.PrintAsync(targets[0].Kind, targets[0].Names.SingleOrDefault(), cancel);
        return ExitCode.Ok;
    }

    private static void Check(IReadOnlyList<ResourceTarget> targets, bool all, string? selector, bool watch)
    {
        var named = targets.Any(target => target.Names.Count > 0);
        if (named && selector is not null) throw CliException.Usage("a name and a selector exclude each other");
        if (named && all && targets.Any(target => target.Kind.Namespaced))
            throw CliException.Usage("a name is unique in one namespace only: give -n NAMESPACE instead of -A");
        if (watch && (targets.Count > 1 || targets[0].Names.Count > 1))
            throw CliException.Usage("one kind, or one object, can be watched at a time");
    }
}
