using Margay.Model.Intent;

namespace Margay.Tests.Kernel.Tables;

/// <summary>A dataplane on the host of a <see cref="PodNetwork"/>, as every dataplane must behave.</summary>
public interface IDataplaneUnderTest : IDisposable
{
    /// <summary>Takes a change in; it is in force on return.</summary>
    void Apply(IntentDelta delta);
}
