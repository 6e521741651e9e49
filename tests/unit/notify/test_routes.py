"""How a party is reached."""

import pytest

from services.notify.domain.errors import AddressUnfit, NobodyReadsIt, TeamUnwanted
from services.notify.domain.message import Channel, Party
from services.notify.domain.routes import Route, areas_around, best_route, check_route, masked
from tests.unit.notify.scenes import NOW


def route(area: str, team: str = "") -> Route:
    return Route(Party.TEAM, area, team, Channel.SMS, f"sealed {area} {team}", "zh-CN", NOW, "key:admin")


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
    ],
)
def test_these_routes_lead_somewhere(party: Party, team: str, channel: Channel, address: str | None):
    assert check_route(party, team, channel, address) is None


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
    ],
)
def test_these_routes_lead_nowhere(
    party: Party, team: str, channel: Channel, address: str | None, error: type[Exception]
):
    with pytest.raises(error):
        check_route(party, team, channel, address)


def test_an_address_is_shown_masked():
    assert masked(Channel.SMS, "13800000007") == "138****0007"
    assert masked(Channel.SMS, "12345") == "****"
    assert masked(Channel.WEBHOOK, "https://partner.example/alarm?token=secret") == "partner.example/…"
    assert masked(Channel.IN_APP, None) is None
