"""Calls and crews all at once: nobody is forgotten between a team that becomes free and a call that comes in."""

import asyncio
from typing import Any

from services.chassis.log import Origin
from services.patrol.domain.geography import Point
from services.patrol.operations.sightings import Reported, take_over
from services.platform.client import Refused
from tests.support.patrol import TOWN, Crew, Patrol, north

CALLS, CREWS = 20, 4


def test_a_rush_is_worked_off_and_every_call_is_answered_once(play):
    async def story(p: Patrol):
        crews = [
            await p.crew(f"team {number}", 500 * number, stock={"quilt": 100}) for number in range(CREWS)
        ]
        calling = [asyncio.ensure_future(call(p, number)) for number in range(CALLS)]
        heard = asyncio.gather(*calling)
        await asyncio.gather(*(work_on(p, crew, heard) for crew in crews))
        items = (await p.dispatcher.get("/patrol/api/v1/rescues?limit=200"))["items"]
        assert sorted(item["number"] for item in items) == [f"{number:03}" for number in range(1, CALLS + 1)]
        assert {item["state"] for item in items} == {"answered"}
        assert len(await p.facts("RescueAnswered")) == CALLS
        left = [(await p.team(crew))["stock"]["quilt"] for crew in crews]
        assert sum(left) == 100 * CREWS - CALLS, "one quilt each, none lost"

    play(story)


async def call(p: Patrol, number: int) -> None:
    place = north(500 * number)
    seen = Reported(f"sighting-{number}", TOWN, p.clock.now(), 1, (), Point(place.longitude, place.latitude))
    await p.service.units.transact(Origin("test", str(number)), lambda work: take_over(work, seen))


async def work_on(p: Patrol, crew: Crew, heard: "asyncio.Future[Any]") -> None:
    """Answer every offer at once, until every call was heard and nobody waits."""
    for _ in range(1_000):
        for offer in await crew.offers():
            path = f"/patrol/api/v1/rescues/{offer['rescue']}"
            for step, details in (
                ("acceptance", {}),
                ("arrival", {}),
                ("outcome", {"outcome": "given_and_left", "handed_out": {"quilt": 1}}),
            ):
                await patiently(crew, f"{path}/{step}", {"offer": offer["id"], **details})
        # Asked before: a call may come in between the two looks.
        was_heard = heard.done()
        open_now = (await p.dispatcher.get("/patrol/api/v1/rescues?open=true&limit=1"))["items"]
        if was_heard and not open_now:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("somebody was forgotten")


async def patiently(crew: Crew, path: str, body: dict[str, object]) -> None:
    """Again when everybody wants the same county three times in a row; that is what its 409 `conflict` says."""
    for _ in range(20):
        try:
            await crew.api.post(path, body)
            return
        except Refused as refused:
            assert refused.problem["code"] == "conflict", refused
    raise AssertionError("never got through")
