"""A night beyond all nights: 200 teams and 2,000 open rescues in one county; how long it takes to rank and reserve."""

import json
from collections.abc import Sequence
from datetime import timedelta
from time import perf_counter
from typing import Any

from services.chassis.clock import SystemClock
from services.platform.bench.bare_crowd import BareCrowd
from services.platform.bench.crews import API, new_team, post, put_on_duty
from services.platform.bench.figures import Goal, Row, compared, percentile, plain
from services.platform.bench.filling import Copied, copy, numbered
from services.platform.bench.http import Connection, request
from services.platform.bench.reports import TOWNS
from services.platform.bench.rows.showing import watch
from services.platform.bench.site import TEAMS, Site

CROWD_TEAMS, RESCUES = 200, 2_000
GROUPS, TIMES = 5, 20
"""So many samples, each of so many calls; every call has a bare one right after it."""
RANKING, RESERVING = Goal(at_most=50), Goal(at_most=250)
SHARES = {"p50": 0.5, "p99": 0.99}
COUNTY = TOWNS[0][:6]
WAITS = "waits-{n}"
WAITING = (
    Copied(
        "patrol",
        "rescue",
        {"id": WAITS, "number": "{n}", "story": WAITS, "state": "waiting", "queued": True},
    ),
    Copied("patrol", "sighting", {"id": WAITS, "rescue": WAITS}),
)
BUSY = "select rescue from offer where live order by id"
CLOSED = {"outcome": "closed_by_desk", "reason": "measured"}
Pairs = list[tuple[float, float]]


class Crowd:
    """Once, after the rounds. Times in milliseconds, ours with the bare one of the same call."""

    def __init__(self) -> None:
        self._all = 0.0
        self._ranking: list[Pairs] = []
        self._reserving: list[Pairs] = []

    def round(self, site: Site, seconds: float) -> None:
        watch(site, 20, 1.0)
        site.clear()
        until = SystemClock().now() + timedelta(days=1)
        port, database = site.port("patrol"), site.database("patrol")
        site.run(put_on_duty(port, site.key, CROWD_TEAMS - TEAMS, until, COUNTY))
        for copied in WAITING:
            site.run(copy(database, copied, 0, RESCUES))
        site.server.psql("analyze", database="patrol")
        site.rest()
        site.run(self._rank(site, port))
        site.run(self._reserve_all(site, port))
        site.rest()
        site.run(self._reserve(site, port))
        site.clear()

    async def _rank(self, site: Site, port: int) -> None:
        bare, connection = await BareCrowd.of(site.database("patrol"), COUNTY), await Connection.open(port)
        for group in range(GROUPS):
            pairs: Pairs = []
            for number in range(group * TIMES, (group + 1) * TIMES):
                rescue = numbered(WAITS, number)
                begun = perf_counter()
                seen = await _read(connection, site.key, rescue)
                answered = perf_counter()
                alike = json.loads(await bare.rank(rescue))
                pairs.append(_milliseconds(begun, answered, perf_counter()))
                assert len(seen["candidates"]) == len(alike) == CROWD_TEAMS
            self._ranking.append(pairs)
        await bare.close()
        connection.close()

    async def _reserve_all(self, site: Site, port: int) -> None:
        """One more comes on duty, and all who are free get the most urgent."""
        connection, until = await Connection.open(port), SystemClock().now() + timedelta(days=1)
        begun = perf_counter()
        await new_team(connection, site.key, CROWD_TEAMS, until, COUNTY)
        self._all = (perf_counter() - begun) * 1000
        connection.close()

    async def _reserve(self, site: Site, port: int) -> None:
        """The desk answers a rescue, and its team is reserved for the most urgent one that waits."""
        bare, connection = await BareCrowd.of(site.database("patrol"), COUNTY), await Connection.open(port)
        busy = site.server.psql(BUSY, database="patrol").split()
        assert len(busy) > GROUPS * TIMES, "every team of the county may be sent"
        for group in range(GROUPS):
            pairs: Pairs = []
            for rescue in busy[group * TIMES : (group + 1) * TIMES]:
                begun = perf_counter()
                await post(connection, site.key, f"{API}/rescues/{rescue}/outcome", CLOSED)
                answered = perf_counter()
                await bare.reserve(rescue)
                pairs.append(_milliseconds(begun, answered, perf_counter()))
            self._reserving.append(pairs)
        assert len(site.server.psql(BUSY, database="patrol").split()) == len(busy), (
            "somebody was not reserved"
        )
        await bare.close()
        connection.close()

    def rows(self) -> Sequence[Row]:
        scene = f"{CROWD_TEAMS} teams × {RESCUES:,} open rescues"
        return [
            *_rows(f"{scene}: ranking for one", self._ranking, RANKING),
            *_rows(f"{scene}: a team is freed and reserved for another", self._reserving, RESERVING),
            plain(f"{scene}: all teams reserved in one unit of work", [self._all], "ms"),
        ]


def _rows(name: str, groups: Sequence[Pairs], goal: Goal) -> list[Row]:
    rows = []
    for share_name, share in SHARES.items():
        pairs = [
            (percentile([ours for ours, _ in group], share), percentile([bare for _, bare in group], share))
            for group in groups
        ]
        rows.append(compared(f"{name}, {share_name} ÷ bare", pairs, "ms", value_goal=goal))
    return rows


def _milliseconds(begun: float, answered: float, ended: float) -> tuple[float, float]:
    return (answered - begun) * 1000, (ended - answered) * 1000


async def _read(connection: Connection, key: str, rescue: str) -> Any:
    status, body = await connection.ask(request("GET", f"{API}/rescues/{rescue}", key))
    if status != 200:
        raise RuntimeError(f"{status} {body.decode()}")
    return json.loads(body)
