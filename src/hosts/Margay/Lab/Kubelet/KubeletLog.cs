namespace Margay.Host.Lab.Kubelet;

/// <summary>The kubelet's own lines, with the time of day. Any thread.</summary>
internal sealed class KubeletLog(TextWriter output, TimeProvider clock)
{
    private readonly TextWriter _output = TextWriter.Synchronized(output);

    public void Write(string line)
    {
        _output.WriteLine($"{clock.GetLocalNow():HH:mm:ss.fff} {line}");
        _output.Flush();
    }
}
