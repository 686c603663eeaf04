using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>An open file descriptor. Closed once, when it is disposed; inherited by no child program.</summary>
public class FileDescriptor : SafeHandle
{
    /// <summary>Takes ownership of <paramref name="number"/>.</summary>
    public FileDescriptor(int number)
        : base(-1, ownsHandle: true) => SetHandle(number);

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>The number, for calls that take one. Valid while this object is alive and not disposed.</summary>
    public int Number => (int)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => FileCalls.Close((int)handle) == 0;
}
