using System.CommandLine;
using Margay.Bench;

// Time for a lab to be removed after Ctrl-C.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
return await BenchCommand.Create().Parse(args).InvokeAsync(configuration);
