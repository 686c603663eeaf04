using Margay.Linux;
using Margay.Model.Intent;

namespace Margay.Host.Agent;

/// <summary>Remembers that connections may be open which began when sources were translated. Owned by the agent's loop.</summary>
/// <remarks>
/// The kernel translates packets, those of open connections too, only while some table has a chain of type nat. So ours stays, empty,
/// as long as there are such connections.
/// </remarks>
internal sealed class OpenTranslations
{
    /// <summary>At first it is not known what an agent before this one has done.</summary>
    private bool _mayBeOpen = true;
    private bool _mayBegin;

    /// <summary>Whether the kernel must go on translating though the network asks for no new translations.</summary>
    /// <param name="network">The network as the tables will be told.</param>
    /// <param name="kernel">Who knows the connections.</param>
    /// <param name="look">Whether to look at them, which costs as much as there are.</param>
    public bool MustGoOn(NetworkIntent network, NodeKernel kernel, bool look)
    {
        if (network.Translates) return _mayBeOpen = _mayBegin = true;

        // One may begin until the chain's rules are gone, which is with this turn: it is looked for in a later one.
        if (_mayBegin) _mayBegin = false;
        else if (_mayBeOpen && look) _mayBeOpen = AreThere(kernel);
        return _mayBeOpen;
    }

    private static bool AreThere(NodeKernel kernel)
    {
        try
        {
            return kernel.HasTranslatedConnections();
        }
        catch (LinuxException)
        {
            return true;
        }
    }
}
