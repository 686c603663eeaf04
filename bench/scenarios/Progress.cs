namespace Margay.Bench;

/// <summary>Tells a waiting person what goes on; never mixed with the figures.</summary>
internal sealed class Progress(TextWriter output)
{
    public void Say(string line) => output.WriteLine(line);

    /// <summary>Says that a round begins, when there are few enough that somebody would look.</summary>
    public void Round(string what, int round, int rounds) => output.WriteLine($"  {what} {round + 1}/{rounds}, load {LoadAverage.Read()}");
}
