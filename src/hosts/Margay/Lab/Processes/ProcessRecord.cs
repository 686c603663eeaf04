namespace Margay.Host.Lab.Processes;

/// <summary>A process that the lab started. The start time tells it from a later process with the same id.</summary>
internal sealed record ProcessRecord(int Pid, ulong StartTime)
{
    public bool IsAlive => ProcessTable.Find(Pid) is { IsZombie: false } now && now.StartTime == StartTime;
}
