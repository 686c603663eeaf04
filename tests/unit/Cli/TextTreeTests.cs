using Margay.Host.Cli.Output;

namespace Margay.Tests.Unit.Cli;

public sealed class TextTreeTests
{
    [Fact]
    public void Branches_show_what_belongs_to_what() => Assert.Equal(
        """
        ├─ a
        │  └─ b
        └─ c
           ├─ d
           └─ e

        """,
        new TextTree("", new TextTree("a", new TextTree("b")), new TextTree("c", new TextTree("d"), new TextTree("e"))).RenderChildren());
}
