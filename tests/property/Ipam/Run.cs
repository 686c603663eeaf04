using Margay.Ipam;

namespace Margay.Tests.Property.Ipam;

/// <summary>One run of a decision, in single reads and writes, so that others can come in between.</summary>
internal sealed class Run(CasStore store, IpamView knowledge, Func<IpamView, IpamStep> decide)
{
    private readonly Queue<IpamKey> _reads = new();
    private readonly Queue<IpamWrite> _writes = new();
    private IpamView _view = knowledge.Aged();

    /// <summary>Done or refused; null while the run goes on.</summary>
    public IpamStep? Outcome { get; private set; }

    /// <summary>Does one read or one write.</summary>
    public void Advance()
    {
        if (_reads.Count == 0 && _writes.Count == 0) Decide();
        if (_reads.TryDequeue(out var key)) _view = _view.AfterRead(key, store.Read(key));
        else if (_writes.TryDequeue(out var write)) Write(write);
    }

    private void Decide()
    {
        switch (decide(_view))
        {
            case IpamStep.Read read:
                foreach (var key in read.Keys) _reads.Enqueue(key);
                break;
            case IpamStep.Write write:
                foreach (var one in write.Writes) _writes.Enqueue(one);
                break;
            case var outcome:
                Outcome = outcome;
                break;
        }
    }

    private void Write(IpamWrite write)
    {
        if (store.TryWrite(write, out var stored)) _view = _view.AfterWrite(write.Item.Key, stored);
        else _reads.Enqueue(write.Item.Key);
    }
}
