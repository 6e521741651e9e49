"""The database itself refuses a second live offer, whoever asks; the loser of a race decides again."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from services.chassis.log import Origin, Work
from services.chassis.log.timers import Timers
from services.patrol.operations.recording import OFFER_LAPSES
from services.patrol.repository import Base, hold_circle, rescues
from tests.support.patrol import COUNTY, Patrol, north

OFFER = Base.metadata.tables["offer"]


async def offer_again(session: AsyncSession, **changes: Any) -> None:
    row = dict((await session.execute(select(OFFER).limit(1))).mappings().one())
    await session.execute(insert(OFFER).values({**row, "id": "second", **changes}))


def at_lapse(rescue: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(rescue["offers"][0]["lapses_at"])


@pytest.mark.parametrize("changed", ["team", "rescue"])
def test_a_second_live_offer_of_a_team_or_a_rescue_is_refused(play, changed: str):
    async def story(p: Patrol):
        first, second = await p.crew("甲队", 1_000), await p.crew("乙队", 9_000, until="")
        await p.report()
        await p.report(north(5_000))
        other = {"team": second.id} if changed == "team" else {"rescue": (await p.rescue(2))["id"]}
        assert (await p.rescue(1))["team"]["id"] == first.id
        with pytest.raises(IntegrityError, match=r"(?i)unique"):
            async with p.service.database.write() as session:
                await offer_again(session, **other)
        async with p.service.database.write() as session:
            await offer_again(session, **other, live=False)

    play(story)


def test_the_loser_of_a_race_runs_again_and_takes_what_is_left(play):
    async def story(p: Patrol):
        await p.crew("甲队", 1_000)
        await p.report()
        tried: list[int] = []

        async def losing(work: Work) -> str:
            tried.append(len(tried))
            if len(tried) == 1:
                await offer_again(work.session, rescue=(await p.rescue())["id"])
            return "decided again"

        assert await p.service.units.transact(Origin("test"), losing) == "decided again"
        assert tried == [0, 1]

    play(story)


def test_whoever_decides_in_a_county_is_waited_for(play):
    """Else one unit frees a team and sees nobody waiting, while another opens a rescue and sees nobody free."""

    async def story(p: Patrol):
        async def decide(county: str) -> None:
            async with p.service.database.write() as session:
                await hold_circle(session, county)

        await decide(COUNTY)
        async with p.service.database.write() as session:
            await hold_circle(session, COUNTY)
            other = asyncio.ensure_future(decide(COUNTY))
            await asyncio.sleep(0.3)
            assert not other.done()
        await asyncio.wait_for(other, 5.0)

    play(story)


def test_whoever_decides_in_a_county_may_cancel_a_clock_that_rings_meanwhile(play):
    """A clock's job holds the county before the clock's row; the other way round each would wait for the other."""

    async def story(p: Patrol):
        await p.crew("甲队", 1_000)
        await p.report()
        rescue = await p.rescue()
        async with p.service.database.write() as session:
            await hold_circle(session, COUNTY)
            p.clock.move_to(at_lapse(rescue))
            await asyncio.sleep(0.3)  # patrol has noticed by now, and waits for us
            clocks = Timers(p.service.tables.log.timer, session)
            assert await asyncio.wait_for(clocks.cancel(OFFER_LAPSES, rescue["id"]), 0.5)
        await p.rest()
        assert (await p.rescue())["offers"][0]["state"] == "offered"

    play(story)


def test_whoever_saves_over_an_older_version_must_look_again(play):
    async def story(p: Patrol):
        await p.report()
        rescue_id = (await p.rescue())["id"]
        async with p.service.database.read() as session:
            loaded = await rescues.find(session, rescue_id)
        assert loaded is not None

        async def save(number: str) -> None:
            async with p.service.database.write() as session:
                await rescues.save(session, loaded, replace(loaded, number=number), p.clock.now())

        await save("002")
        with pytest.raises(StaleDataError):
            await save("003")
        assert (await p.rescue(2))["number"] == "002"

    play(story)
