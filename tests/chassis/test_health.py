"""Ready as long as it can accept its own work; everything else only degrades."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from services.chassis.clock import SteppedClock
from services.chassis.log import Log, Record
from services.chassis.store import Database
from services.contracts.notify import KeyRevoked
from services.contracts.words import Role
from tests.chassis.lantern_app import Running, lantern_app, running
from tests.chassis.lanterns import until
from tests.chassis.records import record_of
from tests.real.databases import Databases


class DownLog:
    """A log that may be taken down and put up again."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.down = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    @property
    def healthy(self) -> bool:
        return not self.down and self._log.healthy

    async def append(self, records: Sequence[Record]) -> None:
        if self.down:
            raise ConnectionError("down")
        await self._log.append(records)


@pytest.fixture
def down_log(log: Log) -> DownLog:
    return DownLog(log)


@pytest.fixture
async def place(url: str, down_log: DownLog, clock: SteppedClock) -> AsyncIterator[Running]:
    async with running(lantern_app(url, down_log, clock)) as opened:  # type: ignore[arg-type]
        yield opened


async def readiness(place: Running) -> tuple[int, list[str]]:
    answer = await place.http.get("/readyz")
    return answer.status_code, answer.json()["degraded"]


async def test_a_service_at_rest_is_alive_and_ready(place: Running) -> None:
    async def is_at_rest() -> bool:
        return await readiness(place) == (200, [])

    await until(is_at_rest)
    assert (await place.http.get("/livez")).json() == {"status": "alive"}
    assert (await place.http.get("/version")).json()["service"] == "lanterns"


async def test_without_the_log_it_goes_on_accepting_and_says_that_it_is_degraded(
    place: Running, down_log: DownLog
) -> None:
    dispatcher = await place.key(Role.DISPATCHER)
    down_log.down = True
    answer = await place.http.post("/api/v1/lanterns", headers=dispatcher, json={"id": "a"})
    assert answer.status_code == 201
    assert await readiness(place) == (200, ["log"])
    assert "relief_log_healthy 0.0" in (await place.http.get("/metrics")).text
    assert "relief_outbox_rows 1.0" in (await place.http.get("/metrics")).text
    down_log.down = False

    async def is_sent() -> bool:
        return "relief_outbox_rows 0.0" in (await place.http.get("/metrics")).text

    await until(is_sent)
    assert await readiness(place) == (200, [])


async def test_a_parked_fact_degrades(place: Running, log: Log) -> None:
    spoilt = record_of(KeyRevoked(api_key="k"), 1)
    await log.append([Record(spoilt.topic, spoilt.key, spoilt.headers, b"{}")])

    async def is_parked() -> bool:
        return await readiness(place) == (200, ["parked"])

    await until(is_parked)
    assert "relief_parked 1.0" in (await place.http.get("/metrics")).text


async def test_a_schema_older_than_the_code_is_not_ready(
    databases: Databases, log: Log, clock: SteppedClock
) -> None:
    async with running(lantern_app(databases["intake"], log, clock)) as place:
        answer = await place.http.get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "schema")


async def test_a_newer_schema_is_fine(place: Running, url: str, databases: Databases) -> None:
    owner = Database(databases.owner("chassis"))
    async with owner.write() as session:
        await session.execute(text("update alembic_version set version_num = '9999'"))
    await owner.close()
    assert (await readiness(place))[0] == 200


async def test_a_service_ends_within_a_second(url: str, log: Log, clock: SteppedClock) -> None:
    loop = asyncio.get_running_loop()
    async with running(lantern_app(url, log, clock)):
        await asyncio.sleep(2.0)
        begun = loop.time()
    assert loop.time() - begun < 1.0


async def test_figures_are_for_this_machine_and_private_networks_alone(place: Running) -> None:
    inside = ("127.0.0.1", "::1", "10.1.2.3", "172.20.0.5", "192.168.1.1", "fd00::1", "unix")
    for address, status in [*((one, 200) for one in inside), ("8.8.8.8", 404), ("2001:4860:4860::8888", 404)]:
        transport = httpx2.ASGITransport(app=place.app, client=(address, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://test/lanterns") as http:
            answer = await http.get("/metrics")
            assert answer.status_code == status, address
            assert status == 200 or b"relief_" not in answer.content
            assert (await http.get("/livez")).status_code == 200
