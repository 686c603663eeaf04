using System.Diagnostics;

namespace Margay.Tests.Interop;

/// <summary>Asks those who tell of nothing by themselves.</summary>
internal static class Patient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the answer is as it should be; a question that fails has no answer yet.</summary>
    public static void Until(Func<string> ask, Func<string, bool> holds)
    {
        var patience = Stopwatch.StartNew();
        var answer = "";
        while (patience.Elapsed < Patience)
        {
            try
            {
                if (holds(answer = ask())) return;
            }
            catch (Xunit.Sdk.XunitException error)
            {
                answer = error.Message;
            }
        }

        Assert.Fail($"the answer after {Patience}: {answer}");
    }
}
