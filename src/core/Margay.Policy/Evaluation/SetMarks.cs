using System.Runtime.InteropServices;

namespace Margay.Policy.Evaluation;

/// <summary>The sets that hold one thing of a packet: listed, and marked so that asking for one takes no search.</summary>
internal sealed class SetMarks
{
    private readonly List<int> _holding = [];
    private int[] _turns = [];
    private int _turn;

    /// <summary>The numbers of the sets.</summary>
    public ReadOnlySpan<int> Holding => CollectionsMarshal.AsSpan(_holding);

    /// <summary>Forgets the last packet.</summary>
    /// <param name="sets">All sets have numbers below this.</param>
    public void Begin(int sets)
    {
        if (_turns.Length < sets) Array.Resize(ref _turns, sets * 2);
        if (_turn == int.MaxValue) (_turns, _turn) = (new int[_turns.Length], 0);
        _turn++;
        _holding.Clear();
    }

    public void Mark(in SetNumbers numbers)
    {
        for (var i = 0; i < numbers.Count; i++)
        {
            _turns[numbers[i]] = _turn;
            _holding.Add(numbers[i]);
        }
    }

    public bool Contains(int number) => number < _turns.Length && _turns[number] == _turn;
}
