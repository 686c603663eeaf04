using Margay.Cni;

using var input = Console.OpenStandardInput();
using var output = Console.OpenStandardOutput();
return Plugin.Run(Environment.GetEnvironmentVariable, input, output);
