namespace Margay.Tests.E2e.Lab;

/// <summary>One lab of three nodes for all tests that only need one. Each test has namespaces of its own in it.</summary>
public sealed class SharedLab : IAsyncLifetime
{
    private readonly TestLab _lab = TestLab.New();
    private bool _up;

    /// <summary>The lab; skips the test that asks when it cannot be there.</summary>
    internal TestLab Lab
    {
        get
        {
            TestLab.Require();
            return _lab;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!Margay.Linux.Host.IsRoot || !File.Exists(TestLab.Binary)) return;
        _up = true;
        await _lab.UpAsync(nodes: 3);
    }

    public async ValueTask DisposeAsync()
    {
        if (_up) await _lab.DownAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class SharedLabCollection : ICollectionFixture<SharedLab>
{
    public const string Name = "shared lab";
}
