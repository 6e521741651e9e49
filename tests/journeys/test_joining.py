"""A join through the whole platform: two calls, two rescues, one of them goes on, both callers are told."""

from collections.abc import Awaitable, Callable
from typing import Any

from services.chassis.clock import SteppedClock
from services.platform.evening.people import gather
from services.platform.evening.places import JIA_START, YI_START
from services.platform.evening.script import START
from tests.support.stand import URL, InTime, Stand, ready, stand

Story = Callable[[Stand], Awaitable[None]]


def _play(databases: Any, in_time: InTime, log: Any, story: Story) -> None:
    made = ready(databases)

    async def main() -> None:
        clock = SteppedClock(START)
        async with stand(made, log(clock), clock) as here:
            await story(here)

    in_time(main())


def test_two_calls_about_one_person_end_as_one_rescue_and_both_callers_are_told_once(
    databases: Any, in_time: InTime, log: Any
) -> None:
    _play(databases, in_time, log, _one_person)


def test_two_persons_near_one_another_are_two_rescues_once_the_desk_says_so(
    databases: Any, in_time: InTime, log: Any
) -> None:
    _play(databases, in_time, log, _two_persons)


async def _two_persons(here: Stand) -> None:
    people = await gather(here.admin, f"{URL}/capture")
    jia, yi, _ = people.teams
    await jia.on_shift(here.clock.now().replace(hour=23), JIA_START.point)
    await yi.on_shift(here.clock.now().replace(hour=23), YI_START.point)
    first = await _call(here, people, 100.0, 40.0, "0000-5550031")
    await here.house.settle()
    await jia.accept()
    second = await _call(here, people, 100.0, 40.0003, "0000-5550032")
    await here.house.settle()
    shown = [await people.operator.get(f"/intake/api/v1/sightings/{one['id']}") for one in (first, second)]
    assert shown[0]["rescue"]["id"] == shown[1]["rescue"]["id"], "joined by place and time"
    await people.operator.post(f"/intake/api/v1/sightings/{second['id']}/split", {"other": first["id"]})
    await here.house.settle()
    apart = await people.operator.get(f"/intake/api/v1/sightings/{second['id']}")
    assert apart["joining"] == "split" and apart["rescue"]["id"] != shown[0]["rescue"]["id"]
    assert apart["rescue"]["team"]["name"] == "乙队", "whoever is free was asked at once"
    await jia.depart()
    await jia.arrive()
    await jia.answer("refused", people=1)
    await here.house.settle()
    assert (await people.operator.get(f"/intake/api/v1/sightings/{second['id']}"))["status"] == "open"
    await yi.accept()
    await yi.arrive()
    await yi.answer("brought_in", people=1, place=people.station)
    await here.house.settle()
    told = [str(one) for one in await here.captured()]
    for number in ("00005550031", "00005550032"):
        sent = [one for one in told if number in one.replace("-", "")]
        assert len(sent) == 3, (number, sent)


async def _one_person(here: Stand) -> None:
    people = await gather(here.admin, f"{URL}/capture")
    jia, yi, _ = people.teams
    await jia.on_shift(here.clock.now().replace(hour=23), JIA_START.point)
    first = await _call(here, people, 100.0, 40.0, "0000-5550031")
    await here.house.settle()
    await jia.accept()
    await yi.on_shift(here.clock.now().replace(hour=23), YI_START.point)
    second = await _call(here, people, 100.0, 40.01, "0000-5550032")
    await here.house.settle()
    await people.operator.post(f"/intake/api/v1/sightings/{second['id']}/join", {"other": first["id"]})
    await here.house.settle()
    shown = [await people.operator.get(f"/intake/api/v1/sightings/{one['id']}") for one in (first, second)]
    assert shown[1]["joining"] == "joined"
    assert shown[0]["rescue"]["id"] == shown[1]["rescue"]["id"]
    await jia.depart()
    await jia.arrive()
    await jia.answer("refused", people=1)
    await here.house.settle()
    closed = [fact.subject for fact in await here.facts() if fact.type.endswith("ReportClosed.v1")]
    assert sorted(closed) == sorted([first["id"], second["id"]])
    told = [one for one in await here.captured() if "0000" in str(one.get("to", one))]
    for number in ("00005550031", "00005550032"):
        sent = [str(one) for one in told if number in str(one).replace("-", "")]
        assert len(sent) == 3, (number, sent)


async def _call(here: Stand, people: Any, longitude: float, latitude: float, caller: str) -> dict[str, Any]:
    point = {"longitude": longitude, "latitude": latitude}
    report = {"channel": "phone", "point": point, "caller": caller}
    return dict(await people.operator.post("/intake/api/v1/sightings", report))
