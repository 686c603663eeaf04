using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Evaluation;

/// <summary>The conditions on one end of a packet, with sets by number.</summary>
internal sealed class CompiledEnd(EndMatch match, SetTable sets)
{
    private readonly int[] _in = Numbers(match.In, sets);
    private readonly int[] _notIn = Numbers(match.NotIn, sets);
    private readonly PortRange[] _ports = [.. match.Ports];
    private readonly PortRange[] _notPorts = [.. match.NotPorts];
    private readonly int[] _inPorts = Numbers(match.InPorts, sets);
    private readonly int[] _notInPorts = Numbers(match.NotInPorts, sets);

    /// <summary>Sets, each of which must hold the address.</summary>
    public ReadOnlySpan<int> In => _in;

    /// <summary>Sets, each of which must hold address, protocol and port.</summary>
    public ReadOnlySpan<int> InPorts => _inPorts;

    /// <summary>Whether the end meets the conditions.</summary>
    /// <param name="address">The sets that hold its address.</param>
    /// <param name="withPort">The sets that hold its address, protocol and port; none for a protocol without ports.</param>
    /// <param name="protocol">Its protocol.</param>
    /// <param name="port">Its port.</param>
    public bool Matches(SetMarks address, SetMarks withPort, IpProtocol protocol, ushort port)
    {
        if (_ports.Length > 0 && !(protocol.HasPorts && Holds(_ports, port))) return false;
        if (_notPorts.Length > 0 && protocol.HasPorts && Holds(_notPorts, port)) return false;
        return HoldAll(address, _in) && HoldNone(address, _notIn) && HoldAll(withPort, _inPorts) && HoldNone(withPort, _notInPorts);
    }

    private static bool HoldAll(SetMarks marks, int[] numbers)
    {
        foreach (var number in numbers)
        {
            if (!marks.Contains(number)) return false;
        }

        return true;
    }

    private static bool HoldNone(SetMarks marks, int[] numbers)
    {
        foreach (var number in numbers)
        {
            if (marks.Contains(number)) return false;
        }

        return true;
    }

    private static bool Holds(PortRange[] ranges, ushort port)
    {
        foreach (var range in ranges)
        {
            if (range.Contains(port)) return true;
        }

        return false;
    }

    private static int[] Numbers(IReadOnlyList<IpSetId> ids, SetTable sets)
    {
        if (ids.Count == 0) return [];
        var numbers = new int[ids.Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = sets.NumberOf(ids[i]);
        return numbers;
    }
}
