using System.CommandLine;
using Margay.Bench;
using Margay.Bench.Bgp;

if (args is [MargayTaker.Role, var address, var peers]) return await MargayTaker.RunAsync(address, int.Parse(peers));

// Time for a lab to be removed after Ctrl-C.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
return await BenchCommand.Create().Parse(args).InvokeAsync(configuration);
