"""Beyond the limit of a key ordinary calls are refused; one with a life in danger is taken."""

from prometheus_client import CollectorRegistry

from services.chassis.web.limits import Limits, Rate, Rates
from services.contracts.words import LIFE_SIGNS, Kind, Sign
from services.intake.policy import threatens_life
from services.patrol.policy import BUILT_IN
from tests.support.intake import API, BRIDGE, Desk, at_the_desk


@at_the_desk
async def test_a_life_threatening_report_is_taken_however_much_was_asked_before(desk: Desk) -> None:
    desk.service.limits = Limits("intake", Rates(key=Rate(0.001, 2)), CollectorRegistry())
    ordinary = {"channel": "phone", "point": BRIDGE, "signs": ["minor", "drunk"]}
    for _ in range(2):
        assert (await desk.operator.ask("POST", f"{API}/sightings", ordinary)).status_code == 201
    refused = await desk.operator.ask("POST", f"{API}/sightings", ordinary)
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 1
    for sign in LIFE_SIGNS:
        answer = await desk.operator.ask("POST", f"{API}/sightings", {**ordinary, "signs": ["minor", sign]})
        assert answer.status_code == 201, answer.text
    for path in ("/complaints", "/cries-for-relief", "/service-requests"):
        told = {"channel": "phone", "area": "990101", "signs": ["unconscious"]}
        assert (await desk.operator.ask("POST", f"{API}{path}", told)).status_code in (403, 429)
    assert (await desk.operator.ask("GET", f"{API}/sightings")).status_code == 429

    assert (desk.service.limits.counted("life"), desk.service.limits.counted("key")) == (len(LIFE_SIGNS), 5)


def test_the_signs_of_a_life_in_danger_are_those_of_the_built_in_standard() -> None:
    assert set(BUILT_IN[0].parameters["any_of"]) == LIFE_SIGNS  # type: ignore[call-overload]
    assert threatens_life(Kind.SIGHTING, [Sign.DRUNK, Sign.UNCONSCIOUS])
    assert not threatens_life(Kind.SIGHTING, [Sign.DRUNK, Sign.MINOR])
    assert not threatens_life(Kind.COMPLAINT, [Sign.UNCONSCIOUS])
