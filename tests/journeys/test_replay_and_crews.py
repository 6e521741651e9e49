"""A file of calls, replayed while simulated crews work: every row is accounted for, every call answered."""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.chassis.clock import SteppedClock
from services.chassis.log import Log
from services.platform.client import Api
from services.platform.crews.fleet import all_of
from services.platform.crews.habits import Habits
from services.platform.crews.outing import Outing, go_out
from services.platform.crews.report import Homecoming, as_text
from services.platform.crews.tempo import Tempo
from services.platform.replay.columns import choose_columns
from services.platform.replay.outcome import Outcome
from services.platform.replay.pace import Pace
from services.platform.replay.rows import BadRow, Reading, Report, numbered, read_rows
from services.platform.replay.run import replay
from services.platform.replay.sender import Fate, Sender
from tests.support.stand import InTime, Stand, ready, stand

START = datetime(2026, 12, 5, 12, tzinfo=UTC)
AREAS = {"abington": "990102001", "ambler": "990102002", "springfield": "990102045"}
HEADER = "lat,lon,time,nature,twp,landmark,phone"
FINE = [
    f"{40.0 + row % 7 / 100:.4f},{-75.3 + row % 5 / 100:.4f},2016-01-15 12:{row:02d},"
    f"EMS: {('FALL VICTIM', 'FEVER', 'UNCONSCIOUS SUBJECT')[row % 3]},"
    f"{('ABINGTON', 'AMBLER', 'SPRINGFIELD')[row % 3]},CORNER {row},"
    for row in range(12)
]
TWICE = FINE[:2]
BAD = [
    "north,-75.3,2016-01-15 12:30,EMS: FEVER,ABINGTON,CORNER,",
    "40.0,-75.3,2016-01-15 12:31,EMS: FEVER,NOWHERE,X,",
]
WRONG_NUMBER = "40.05,-75.25,2016-01-15 12:32,EMS: FEVER,AMBLER,CORNER,not a number"
CALLS = "\n".join([HEADER, *FINE, *TWICE, *BAD, WRONG_NUMBER]) + "\n"


def rows_of(text: str) -> tuple[list[Report], list[BadRow]]:
    _, first = next(numbered(text.splitlines()))
    assert isinstance(first, list)
    signs = {"UNCONSCIOUS": "unconscious", "FALL": "collapsed"}
    zone = ZoneInfo("America/New_York")
    reading = Reading(choose_columns(first), zone, areas=AREAS, signs=signs)
    rows = list(read_rows(text, reading))
    return [row for row in rows if isinstance(row, Report)], [row for row in rows if isinstance(row, BadRow)]


async def send(house: Stand, key: str) -> Outcome:
    reports, bad = rows_of(CALLS)
    outcome = Outcome([report.line for report in reports], bad)
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"}
    async with house.line(headers) as http:
        await replay(reports, outcome, Sender(http, 60), Pace(None), house.clock, lambda: None)
    return outcome


@asynccontextmanager
async def passing(clock: SteppedClock) -> AsyncIterator[None]:
    """The evening goes on by itself, ten times as fast as the loop: an offer lasts long enough to be seen."""

    async def go_on() -> None:
        while True:
            await asyncio.sleep(0.25)
            clock.move_to(clock.now() + timedelta(seconds=2.5))

    going = asyncio.ensure_future(go_on())
    try:
        yield
    finally:
        going.cancel()


@dataclass
class Night:
    """What a night left behind."""

    first: Outcome
    again: Outcome
    home: Homecoming
    rescues: list[dict[str, Any]]
    sightings: list[dict[str, Any]]


async def play(databases: dict[str, str], log: Log, clock: SteppedClock) -> Night:
    async with stand(databases, log, clock) as house:
        keys = {}
        for role in ("operator", "dispatcher"):
            body = {"name": role, "role": role, "area": "990102"}
            keys[role] = (await house.admin.post("/notify/api/v1/keys", body))["key"]
        await house.house.settle()
        async with passing(clock), house.line({}) as http:
            habits = Habits(declines=0.2, lapses=0.1)
            outing = Outing(
                3,
                None,
                None,
                habits,
                Tempo(clock, 60.0),
                5,
                timedelta(hours=12),
                until_idle=True,
                idle_after=3,
            )
            crews = asyncio.ensure_future(go_out(outing, http, keys["dispatcher"]))
            first = await send(house, keys["operator"])
            home = await crews
        again = await send(house, keys["operator"])
        await house.house.settle()
        desk, operator = house.admin.with_key(keys["dispatcher"]), house.admin.with_key(keys["operator"])
        return Night(first, again, home, await _rescues(desk), await _sightings(operator))


async def _rescues(desk: Api) -> list[dict[str, Any]]:
    return await all_of(desk, "/patrol/api/v1/rescues")


async def _sightings(operator: Api) -> list[dict[str, Any]]:
    return await all_of(operator, "/intake/api/v1/sightings")


@pytest.fixture
def night(databases: Any, log: Any, in_time: InTime) -> Night:
    clock = SteppedClock(START)
    played: Night = in_time(play(ready(databases), log(clock), clock))
    return played


def test_every_row_is_accounted_for_every_call_answered_and_nothing_made_twice(night: Night) -> None:
    assert_every_row_is_accounted_for(night)
    assert_every_call_is_in_one_answered_rescue(night)
    assert_the_same_file_makes_nothing_again(night)
    assert_the_figures_are_those_of_a_recount(night)


def assert_every_row_is_accounted_for(night: Night) -> None:
    told = night.first.as_json()
    assert night.first.complete
    assert (told["rows"], told["accepted"]) == (17, 14)
    assert [row["line"] for row in told["bad"]] == [16, 17]
    assert [(row["line"], row["status"]) for row in told["refused"]] == [(18, 422)]
    assert "/caller" in told["refused"][0]["reason"]


def assert_every_call_is_in_one_answered_rescue(night: Night) -> None:
    held = Counter(sighting["id"] for rescue in night.rescues for sighting in rescue["sightings"])
    assert set(held.values()) == {1}
    assert set(held) == {sighting["id"] for sighting in night.sightings} and len(held) == 14
    assert {rescue["state"] for rescue in night.rescues} == {"answered"}
    assert {sighting["status"] for sighting in night.sightings} == {"closed"}
    assert night.home.left == 0
    assert sum(life.counts["answered"] for life in night.home.lives.values()) == len(night.rescues)


def assert_the_same_file_makes_nothing_again(night: Night) -> None:
    assert night.again.counts == {Fate.ALREADY_THERE: 14, Fate.REFUSED: 1}


def assert_the_figures_are_those_of_a_recount(night: Night) -> None:
    seconds = sorted(rescue["response_seconds"] for rescue in night.rescues)
    figures = night.home.figures
    assert figures["rescues"] == len(seconds)
    for percent in (50, 90, 95):
        assert figures[f"p{percent}_seconds"] == seconds[math.ceil(percent / 100 * len(seconds)) - 1]
    assert f"{len(seconds)} rescues answered by 3 crews" in as_text(night.home)
