"""How a party is reached."""

import pytest

from services.notify.domain.addresses import Contact, masked
from services.notify.domain.errors import AddressUnfit, NobodyReadsIt, SecretUnfit, TeamUnwanted
from services.notify.domain.message import Channel, Party
from services.notify.domain.routes import Route, areas_around, best_route, check_route
from tests.unit.notify.scenes import NOW

DINGTALK = "https://oapi.dingtalk.com/robot/send"
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"


def route(area: str, team: str = "") -> Route:
    contacts = (Contact(Channel.SMS, f"sealed {area} {team}"),)
    return Route(Party.TEAM, area, team, contacts, "zh-CN", NOW, "key:admin")


def test_areas_nest_at_the_levels_of_the_division_codes():
    assert areas_around("990101001") == ("99", "9901", "990101", "990101001")


def test_the_smallest_area_around_wins():
    routes = [route("99"), route("990101001"), route("990101")]
    assert best_route(routes, "990101001007", "jia") == route("990101001")


def test_a_neighbour_is_no_way():
    assert best_route([route("990101002"), route("990102")], "990101001", "jia") is None


def test_a_teams_own_route_wins_over_every_area():
    routes = [route("990101001"), route("99", team="jia"), route("990101001", team="yi")]
    assert best_route(routes, "990101001", "jia") == route("99", team="jia")


def test_a_team_is_reached_outside_its_own_area_too():
    assert best_route([route("990102", team="jia")], "990101001", "jia") == route("990102", team="jia")


@pytest.mark.parametrize(
    ("party", "team", "channel", "address"),
    [
        (Party.LEADER, "", Channel.SMS, "0000-5550009"),
        (Party.LEADER, "", Channel.IN_APP, None),
        (Party.TEAM, "jia", Channel.IN_APP, None),
        (Party.TEAM, "", Channel.SMS, "+8613800000000"),
        (Party.EMERGENCY_PARTNER, "", Channel.WEBHOOK, "https://partner.example/alarm?k=1"),
        (Party.EMERGENCY_PARTNER, "", Channel.SMS, "120"),
        (Party.EMERGENCY_PARTNER, "", Channel.MAIL, "duty.room+night@hospital.example.org"),
        (Party.LEADER, "", Channel.DINGTALK, f"{DINGTALK}?access_token=0a1b2c3d4e5f"),
        (Party.LEADER, "", Channel.WECOM, f"{WECOM}?key=693a91f6-7aoc-4bc4"),
    ],
)
def test_these_routes_lead_somewhere(party: Party, team: str, channel: Channel, address: str | None):
    assert check_route(party, team, Contact(channel, address)) is None


@pytest.mark.parametrize(
    ("party", "team", "channel", "address", "error"),
    [
        (Party.LEADER, "jia", Channel.IN_APP, None, TeamUnwanted),
        (Party.EMERGENCY_PARTNER, "", Channel.IN_APP, None, NobodyReadsIt),
        (Party.LEADER, "", Channel.IN_APP, "0000-5550009", AddressUnfit),
        (Party.LEADER, "", Channel.SMS, None, AddressUnfit),
        (Party.LEADER, "", Channel.SMS, "call me", AddressUnfit),
        (Party.LEADER, "", Channel.WEBHOOK, "0000-5550009", AddressUnfit),
        (Party.LEADER, "", Channel.WEBHOOK, "file:///etc/passwd", AddressUnfit),
        (Party.LEADER, "", Channel.WEBHOOK, "https://user:word@partner.example/", AddressUnfit),
        (Party.LEADER, "", Channel.WEBHOOK, "https://partner.example:port/", AddressUnfit),
        (Party.LEADER, "", Channel.WEBHOOK, "https://", AddressUnfit),
        (Party.LEADER, "", Channel.WEBHOOK, "https://partner.example/a b", AddressUnfit),
        (Party.LEADER, "", Channel.MAIL, "https://partner.example/", AddressUnfit),
        (Party.LEADER, "", Channel.MAIL, "a@example.org, b@example.org", AddressUnfit),
        (Party.LEADER, "", Channel.MAIL, "a@example.org\nBcc: b@example.org", AddressUnfit),
        (Party.LEADER, "", Channel.MAIL, "mailto://a:b@example.org", AddressUnfit),
        (Party.LEADER, "", Channel.DINGTALK, "file:///etc/passwd", AddressUnfit),
        (Party.LEADER, "", Channel.DINGTALK, "dingtalk://0a1b2c3d4e5f", AddressUnfit),
        (
            Party.LEADER,
            "",
            Channel.DINGTALK,
            "https://evil.example/robot/send?access_token=0a1b2c3d",
            AddressUnfit,
        ),
        (Party.LEADER, "", Channel.DINGTALK, f"{DINGTALK}?access_token=../../x", AddressUnfit),
        (Party.LEADER, "", Channel.DINGTALK, f"{WECOM}?key=693a91f6-7aoc-4bc4", AddressUnfit),
        (Party.LEADER, "", Channel.WECOM, f"{WECOM}?key=a&key=b", AddressUnfit),
    ],
)
def test_these_routes_lead_nowhere(
    party: Party, team: str, channel: Channel, address: str | None, error: type[Exception]
):
    with pytest.raises(error):
        check_route(party, team, Contact(channel, address))


@pytest.mark.parametrize(
    ("channel", "address", "secret"),
    [
        (Channel.SMS, "0000-5550009", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        (Channel.WEBHOOK, "https://partner.example/", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        (Channel.WEBHOOK, "https://partner.example/", "whsec_dG9vIHNob3J0"),
        (Channel.WEBHOOK, "https://partner.example/", "whsec_no base64 at all, whoever reads it"),
        (Channel.DINGTALK, f"{DINGTALK}?access_token=0a1b2c3d4e5f", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    ],
)
def test_these_secrets_sign_nothing(channel: Channel, address: str, secret: str):
    with pytest.raises(SecretUnfit):
        check_route(Party.LEADER, "", Contact(channel, address, secret))


def test_an_address_is_shown_masked():
    assert masked(Channel.SMS, "13800000007") == "138****0007"
    assert masked(Channel.SMS, "12345") == "****"
    assert masked(Channel.WEBHOOK, "https://partner.example/alarm?token=secret") == "partner.example/…"
    assert masked(Channel.IN_APP, None) is None
    assert masked(Channel.MAIL, "wang@example.org") == "w****@example.org"
    assert masked(Channel.WECOM, f"{WECOM}?key=693a91f6") == "qyapi.weixin.qq.com/…"
