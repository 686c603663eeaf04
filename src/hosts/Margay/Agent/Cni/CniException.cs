using Margay.CniSpec;

namespace Margay.Host.Agent.Cni;

/// <summary>A call that is refused for a reason the runtime should hear.</summary>
internal sealed class CniException(int code, string message, string details) : Exception(message)
{
    public CniError Error => new(code, Message, details.Length == 0 ? null : details);
}
