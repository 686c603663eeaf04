using Margay.Api.Storage;

namespace Margay.Store.Embedded;

/// <summary>A write in the queue and who waits for it.</summary>
internal sealed class PendingWrite(ResourceWrite write)
{
    private readonly TaskCompletionSource<WriteResult> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ResourceWrite Write => write;

    public Task<WriteResult> Outcome => _outcome.Task;

    public void Complete(WriteResult result) => _outcome.SetResult(result);

    public void Fail(StoreUnavailableException reason) => _outcome.SetException(reason);
}
