using System.Text;
using Margay.CniSpec;
using Margay.Primitives;

namespace Margay.Tests.Unit.CniSpec;

public sealed class CniOutputTests
{
    private static readonly CniResult Result = new()
    {
        Interfaces = [new CniInterface("cali1"), new CniInterface("eth0", "02:00:00:00:00:01", 1450, "/run/netns/x")],
        Ips =
        [
            new CniIp(AddressWithLength.OfHost(IpAddr.Parse("10.65.1.2")), Interface: 1),
            new CniIp(AddressWithLength.OfHost(IpAddr.Parse("fd00::2")), Interface: 1),
        ],
    };

    [Theory]
    [InlineData(
        CniVersion.V100,
        """{"cniVersion":"1.0.0","interfaces":[{"name":"cali1"},{"name":"eth0","mac":"02:00:00:00:00:01","sandbox":"/run/netns/x"}],"ips":[{"address":"10.65.1.2/32","interface":1},{"address":"fd00::2/128","interface":1}]}""")]
    [InlineData(
        CniVersion.V110,
        """{"cniVersion":"1.1.0","interfaces":[{"name":"cali1"},{"name":"eth0","mac":"02:00:00:00:00:01","mtu":1450,"sandbox":"/run/netns/x"}],"ips":[{"address":"10.65.1.2/32","interface":1},{"address":"fd00::2/128","interface":1}]}""")]
    [InlineData(
        CniVersion.V031,
        """{"cniVersion":"0.3.1","interfaces":[{"name":"cali1"},{"name":"eth0","mac":"02:00:00:00:00:01","sandbox":"/run/netns/x"}],"ips":[{"address":"10.65.1.2/32","interface":1,"version":"4"},{"address":"fd00::2/128","interface":1,"version":"6"}]}""")]
    public void A_result_has_just_the_fields_of_its_version(CniVersion version, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Result.ToJson(version)));

    [Fact]
    public void An_error_has_code_and_message() => Assert.Equal(
        """{"cniVersion":"1.0.0","code":11,"msg":"later"}""",
        Encoding.UTF8.GetString(new CniError(11, "later").ToJson("1.0.0")));

    [Theory]
    [InlineData("""{"name":{"cniVersion":"0.4.0"},"cniVersion":"1.0.0"}""", "1.0.0")]
    [InlineData("""{"cniVersion":"9.9.9"}""", "1.1.0")]
    [InlineData("", "1.1.0")]
    [InlineData("{", "1.1.0")]
    public void Version_is_answered_in_the_version_asked_for(string config, string version) => Assert.Equal(
        $$"""{"cniVersion":"{{version}}","supportedVersions":["0.3.1","0.4.0","1.0.0","1.1.0"]}""",
        Encoding.UTF8.GetString(CniVersionText.ToJson(Encoding.UTF8.GetBytes(config))));

    [Fact]
    public void An_answer_survives_the_socket()
    {
        var answered = AgentProtocol.DecodeAnswer(Body(AgentProtocol.EncodeAnswer(new CniResponse.Success(Result))));
        Assert.Equal(Result.ToJson(CniVersion.V110), Assert.IsType<CniResponse.Success>(answered).Result!.ToJson(CniVersion.V110));

        var refused = AgentProtocol.DecodeAnswer(Body(AgentProtocol.EncodeAnswer(
            new CniResponse.Failure(new CniError(7, "no", "because")))));
        Assert.Equal(new CniError(7, "no", "because"), Assert.IsType<CniResponse.Failure>(refused).Error);

        var empty = AgentProtocol.DecodeAnswer(Body(AgentProtocol.EncodeAnswer(new CniResponse.Success(null))));
        Assert.Null(Assert.IsType<CniResponse.Success>(empty).Result);
    }

    [Fact]
    public void A_call_survives_the_socket()
    {
        var environment = new CniEnvironment("ADD", "abc", "/run/netns/x", "eth0", null);
        var frame = AgentProtocol.EncodeCall(environment, """{"cniVersion":"1.0.0","name":"k8s","mtu":1400}"""u8);

        Assert.True(AgentProtocol.TryReadPrefix(frame, out var length));
        Assert.Equal(frame.Length - AgentProtocol.PrefixLength, length);
        Assert.True(AgentProtocol.TryDecodeCall(Body(frame), out var request, out _));
        Assert.Equal(("abc", "eth0", 1400), (request.ContainerId, request.InterfaceName, request.Config.Mtu));
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("FFFFFFFF")]
    [InlineData("01001000")]
    public void A_length_that_makes_no_sense_is_refused(string prefix) =>
        Assert.False(AgentProtocol.TryReadPrefix(Convert.FromHexString(prefix), out _));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Hostile_bytes_never_throw(int seed)
    {
        var random = new Random(seed);
        var call = Body(AgentProtocol.EncodeCall(
            new CniEnvironment("ADD", "abc", "/run/netns/x", "eth0", "IP=10.0.0.1"),
            """{"cniVersion":"1.0.0","name":"k8s","ipam":{"assign_ipv4":"true"},"prevResult":{"ips":[{"address":"10.0.0.1/24"}]}}"""u8));
        for (var i = 0; i < 2000; i++)
        {
            var mutated = call.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            AgentProtocol.TryDecodeCall(mutated, out _, out _);
            AgentProtocol.DecodeAnswer(mutated);
            CniVersionText.ToJson(mutated);
        }
    }

    private static byte[] Body(byte[] frame) => frame[AgentProtocol.PrefixLength..];
}
