using System.CommandLine;
using Margay.Bench.Answers;
using Margay.Bench.Bgp;
using Margay.Bench.Cni;
using Margay.Bench.Datapath;
using Margay.Bench.Decision;
using Margay.Bench.Enforcement;
using Margay.Bench.Idle;
using Margay.Bench.LabelIndex;
using Margay.Bench.Names;
using Margay.Bench.Nftables;
using Margay.Bench.PolicyCompute;
using Margay.Bench.Results;
using Margay.Bench.Routes;
using Margay.Bench.Scale;
using Margay.Bench.Selectors;

namespace Margay.Bench;

/// <summary>The command line: which scenarios, how much of each, and in which form the figures come out.</summary>
internal static class BenchCommand
{
    private static readonly IReadOnlyList<IScenario> Scenarios =
    [
        new CniScenario(),
        new DatapathScenario(),
        new EnforcementScenario(),
        new ScaleScenario(),
        new NftablesScenario(),
        new PolicyComputeScenario(),
        new LabelIndexScenario(),
        new SelectorScenario(),
        new DecisionScenario(),
        new AnswersScenario(),
        new NamesScenario(),
        new BgpScenario(),
        new ReflectorScenario(),
        new FarKernelScenario(),
        new RouteResyncScenario(),
        new IdleScenario(),
    ];

    private static readonly Argument<string[]> Names = CreateNames();

    private static readonly Option<string> Output = CreateOutput();

    private static readonly Option<string> Dist = new("--dist")
    {
        Description = "Where the margay and margay-cni binaries are.",
        HelpName = "DIR",
        DefaultValueFactory = static _ => "artifacts/dist",
    };

    private static readonly Option<int> Pairs = Count("--pairs", 30, "cni: how many ADD+DEL pairs of each side.");

    private static readonly Option<int> Rounds = Count("--rounds", 7, "datapath, scale, policy: how many rounds of each side.");

    private static readonly Option<int> Writes = Count("--writes", 200, "enforcement, names: how many policies come and go, or names are asked for.");

    private static readonly Option<string> Shape = new("--shape")
    {
        Description = "policy-compute: only shapes with this in their name, without the single changes.",
        HelpName = "TEXT",
        DefaultValueFactory = static _ => "",
    };

    public static RootCommand Create()
    {
        var command = new RootCommand("Measures Margay beside a peer that runs in the same minute.")
        {
            Names, Output, Dist, Pairs, Rounds, Writes, Shape,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var options = new BenchOptions(
                Path.GetFullPath(parsed.GetRequiredValue(Dist)),
                parsed.GetValue(Pairs),
                parsed.GetValue(Rounds),
                parsed.GetValue(Writes),
                parsed.GetValue(Shape) ?? "");
            var chosen = parsed.GetValue(Names) is { Length: > 0 } names ? Scenarios.Where(one => names.Contains(one.Name)) : Scenarios;
            return await RunAsync([.. chosen], options, parsed.GetValue(Output) == "json", stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<IScenario> scenarios, BenchOptions options, bool asJson, CancellationToken stop)
    {
        var progress = new Progress(Console.Error);
        var reports = new List<ScenarioReport>();
        try
        {
            foreach (var scenario in scenarios)
            {
                progress.Say($"{scenario.Name}: {scenario.Method}");
                var before = LoadAverage.Read();
                var comparisons = await scenario.RunAsync(options, progress, stop);
                var report = new ScenarioReport(scenario.Name, scenario.Method, before, LoadAverage.Read(), comparisons);
                reports.Add(report);
                if (!asJson) Console.Out.Write(ReportText.Of(report));
            }
        }
        catch (BenchException failure)
        {
            progress.Say($"bench: {failure.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            progress.Say("bench: interrupted; what it made has been removed");
            return 130;
        }

        if (asJson) Console.Out.WriteLine(ReportJson.Of(reports));
        return 0;
    }

    private static Argument<string[]> CreateNames()
    {
        var names = new Argument<string[]>("scenario")
        {
            Description = "What to measure; everything when none is named.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        names.AcceptOnlyFromAmong([.. Scenarios.Select(static scenario => scenario.Name)]);
        return names;
    }

    private static Option<string> CreateOutput()
    {
        var output = new Option<string>("-o", "--output")
        {
            Description = "The form of the figures.",
            DefaultValueFactory = static _ => "table",
        };
        output.AcceptOnlyFromAmong("table", "json");
        return output;
    }

    private static Option<int> Count(string name, int usual, string description)
    {
        var count = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        count.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value < 1)
                result.AddError($"{name}: must be 1 or more, not {value}");
        });
        return count;
    }
}
