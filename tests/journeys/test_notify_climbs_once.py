"""Whatever is killed, and however many replicas there are: each step of an escalation is taken once."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx2
import pytest

from services.chassis.clock import Ids, Timer
from services.chassis.log import Origin
from services.chassis.web import Surroundings
from services.notify.main import create
from services.notify.operations import escalating
from tests.journeys.test_notify_escalation import roster
from tests.support import night
from tests.support.notify import KEYRING, Asker, Desk, at, at_the_desk, migrated, open_desk

RESCUES = [f"r{number}" for number in range(1, 11)]
RANKS = ["on_duty", "stand_in", "county", "prefecture"]
STEPS = ("19:05", "19:10", "19:20")


async def all_queued(desk: Desk) -> None:
    await roster(desk)
    for rescue in RESCUES:
        await desk.append(desk.envelope(night.queued(rescue), story=rescue.replace("r", "s")))


async def once_each(desk: Desk, crashes: int) -> None:
    told = await desk.messages(template="queued")
    assert Counter((one["about"], one["rank"]) for one in told) == {
        (rescue, rank): 1 for rescue in RESCUES for rank in RANKS
    }
    assert {one["state"] for one in told} == {"sent"}
    assert sum(one["attempts"] for one in told) <= len(told) + crashes
    assert len({one.id for one in desk.capture.captured}) == len(told)
    assert len(await desk.facts("MessageSent")) == len(told)


@at_the_desk
async def test_a_process_that_is_killed_at_each_step_takes_each_step_once(desk: Desk) -> None:
    await all_queued(desk)
    await desk.rest()
    crashes = 0
    for moment in STEPS:
        desk.clock.move_to(at(moment))
        for turns in (1, 4, 12):
            for _ in range(turns):
                await asyncio.sleep(0)
            await desk.crash()
            crashes += 1
        await desk.rest()
    await once_each(desk, crashes)


@pytest.mark.only(store="postgres")
def test_two_replicas_of_which_one_is_killed_at_each_step_take_each_step_once(
    databases: Any, tmp_path: Path
) -> None:
    url = databases.prepared("notify", migrated)

    async def main() -> None:
        async with open_desk(url, tmp_path) as desk, _Replica(desk, url) as other:
            await all_queued(desk)
            await desk.rest()
            for number, moment in enumerate(STEPS):
                desk.clock.move_to(at(moment))
                await asyncio.sleep(0.02 * (number + 1))
                await (desk if number % 2 else other).crash()
                await desk.rest()
            await once_each(desk, len(STEPS) * 8)  # a process that dies may leave several attempts open

    asyncio.run(main())


class _Replica:
    """One more process on the same database, log and clock."""

    def __init__(self, desk: Desk, url: str) -> None:
        def outside() -> httpx2.AsyncClient:
            return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=desk.capture))

        ids = Ids(desk.clock, 2)
        around = Surroundings(desk.clock, ids, desk.log, KEYRING, url, http=outside, owns_log=False)
        self._app = create(around)
        self._living = self._app.router.lifespan_context(self._app)
        self._desk = Desk(self._app, desk.clock, desk.http, desk.log, desk.capture, Asker(desk.http, None))

    async def __aenter__(self) -> Desk:
        await self._living.__aenter__()
        return self._desk

    async def __aexit__(self, *error: Any) -> None:
        await self._living.__aexit__(*error)


@at_the_desk
async def test_two_leaders_who_acknowledge_at_once_and_a_step_that_is_due_agree(desk: Desk) -> None:
    """Whatever comes first, nobody is told after the acknowledgement until its time is over."""
    await roster(desk)
    await desk.say(night.queued("r1"), story="s1")
    (first,) = await desk.messages(template="queued")
    heads = [await desk.key(name, "leader") for name in ("h1", "h2")]
    desk.clock.move_to(at("19:05"))
    answers = await asyncio.gather(
        *(head.ask("POST", f"/messages/{first['id']}/acknowledgement") for head in heads)
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1 and len(await desk.facts("MessageAcknowledged")) == 1
    told = len(await desk.messages(template="queued"))
    await desk.reach("19:14")
    assert len(await desk.messages(template="queued")) == told <= 2
    await desk.reach("19:15")
    assert len(await desk.messages(template="queued")) == told + 1


@at_the_desk
async def test_a_clock_that_rings_beside_an_acknowledgement_tells_nobody(desk: Desk) -> None:
    """Another replica may hold a clock that was just moved."""
    await roster(desk)
    fact = desk.envelope(night.queued("r1"), story="s1")
    await desk.append(fact)
    await desk.rest()
    (first,) = await desk.messages(template="queued")
    await desk.admin.post(f"/messages/{first['id']}/acknowledgement", None)
    stale = Timer(escalating.STEP, str(fact.id), desk.clock.now(), round=1)
    origin = Origin("clock", "stale", repeatable=True)
    await desk.service.units.transact(origin, lambda work: escalating.step_is_due(work, stale))
    await desk.rest()
    assert len(await desk.messages(template="queued")) == 1
