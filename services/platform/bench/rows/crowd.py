"""A night beyond all nights: 200 teams and 2,000 open rescues in one county; how long it takes to rank and reserve."""

import json
from collections.abc import Sequence
from datetime import timedelta
from time import perf_counter

from services.chassis.clock import SystemClock
from services.platform.bench.crews import API, new_team, put_on_duty
from services.platform.bench.figures import Goal, Row, percentile, plain
from services.platform.bench.filling import AT_ONCE, Copied, copy
from services.platform.bench.http import Connection, request
from services.platform.bench.rows.showing import watch
from services.platform.bench.site import TEAMS, Site

CROWD_TEAMS, RESCUES, TIMES = 200, 2_000, 20
RANKING, RESERVING = Goal(at_most=50), Goal(at_most=250)
WAITING = (
    Copied(
        "patrol",
        "rescue",
        {"id": "waits-{n}", "number": "{n}", "story": "waits-{n}", "state": "waiting", "queued": True},
    ),
    Copied("patrol", "sighting", {"id": "waits-{n}", "rescue": "waits-{n}"}),
)


class Crowd:
    """Once, after the rounds."""

    def __init__(self) -> None:
        self._all = 0.0
        self._ranking: list[float] = []
        self._reserving: list[float] = []

    def round(self, site: Site, seconds: float) -> None:
        watch(site, 20, 1.0)
        site.clear()
        until = SystemClock().now() + timedelta(days=1)
        port = site.port("patrol")
        site.run(put_on_duty(port, site.key, CROWD_TEAMS - TEAMS, until))
        assert RESCUES <= AT_ONCE
        for copied in WAITING:
            site.run(copy(site.database("patrol"), copied, 0, RESCUES))
        site.server.psql("analyze", database="patrol")
        site.run(self._measure(site, port))
        site.clear()

    async def _measure(self, site: Site, port: int) -> None:
        connection = await Connection.open(port)
        until = SystemClock().now() + timedelta(days=1)
        for number in range(TIMES):
            path = f"{API}/rescues/waits-{number}"
            took, body = await _timed(connection, request("GET", path, site.key))
            assert len(json.loads(body)["candidates"]) == CROWD_TEAMS
            self._ranking.append(took)
        begun = perf_counter()  # one more comes on duty, and all who are free get the most urgent
        await new_team(connection, site.key, CROWD_TEAMS, until)
        self._all = (perf_counter() - begun) * 1000
        for number in range(TIMES):
            begun = perf_counter()
            await new_team(connection, site.key, CROWD_TEAMS + 1 + number, until)
            self._reserving.append((perf_counter() - begun) * 1000)
        connection.close()

    def rows(self) -> Sequence[Row]:
        scene = f"{CROWD_TEAMS} teams × {RESCUES:,} open rescues"
        return [
            plain(f"{scene}: ranking for one, p50", [percentile(self._ranking, 0.5)], "ms", RANKING),
            plain(
                f"{scene}: a team comes on duty and is reserved, p50",
                [percentile(self._reserving, 0.5)],
                "ms",
                RESERVING,
            ),
            plain(f"{scene}: all teams reserved in one unit of work", [self._all], "ms"),
        ]


async def _timed(connection: Connection, asked: bytes) -> tuple[float, bytes]:
    begun = perf_counter()
    status, body = await connection.ask(asked)
    if status != 200:
        raise RuntimeError(f"{status} {body.decode()}")
    return (perf_counter() - begun) * 1000, body
