namespace Margay.Model.Validation;

/// <summary>Collects faults, in the order in which they are found.</summary>
internal sealed class FaultList
{
    private readonly List<Fault> _faults = [];

    public IReadOnlyList<Fault> Faults => _faults;

    public void Add(FieldPath path, string problem, string remedy) =>
        _faults.Add(new Fault(path.ToString(), problem, remedy));
}
