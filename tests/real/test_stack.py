"""The stack of processes, as docker-compose.yml describes it, on a Kafka and a PostgreSQL of its own."""

import json
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from services.chassis.log import Record
from services.chassis.log.kafka import KafkaLog, KafkaSettings
from services.contracts.words import Role
from services.platform.stack import Stack

pytestmark = pytest.mark.only(store="postgres", log="kafka")
SIGHTING = {"channel": "phone", "point": {"longitude": 100.0, "latitude": 40.0}, "landmark": "铁路桥"}


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with tempfile.TemporaryDirectory(prefix="nuandong-") as folder:
        Path(folder).chmod(0o711)
        running = Stack(Path(folder) / "stack")
        running.start()
        yield running
        running.stop()


@pytest.fixture(scope="module")
def http(stack: Stack) -> Iterator[httpx2.Client]:
    """An administrator at the gateway."""
    headers = {"Authorization": f"Bearer {stack.add_key(Role.ADMIN)}"}
    with httpx2.Client(base_url=stack.url, headers=headers, timeout=10) as client:
        yield client


def eventually(look: Callable[[], Any], what: str, seconds: float = 15) -> Any:
    """What `look` finds, as soon as it finds something."""
    for _ in range(round(seconds / 0.05)):
        if (found := look()) not in (None, []):
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


def report(http: httpx2.Client, once: str) -> str:
    answer = http.post("/intake/api/v1/sightings", json=SIGHTING, headers={"Idempotency-Key": once})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def rescue_of(http: httpx2.Client, sighting: str) -> Any:
    found = http.get("/patrol/api/v1/rescues?limit=100").json()["items"]
    return next((one for one in found if sighting in json.dumps(one)), None)


def test_a_report_at_the_gateway_becomes_a_rescue(stack: Stack, http: httpx2.Client) -> None:
    sighting = report(http, "first")
    assert eventually(lambda: rescue_of(http, sighting), "rescue")["state"] == "waiting"


def test_a_stream_passes_the_gateway_unbuffered(stack: Stack, http: httpx2.Client) -> None:
    seen: list[str] = []

    def listen() -> None:
        with http.stream("GET", "/patrol/api/v1/stream") as answer:
            for line in answer.iter_lines():
                seen.append(line)
                if line.startswith("event: rescue"):
                    return

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    eventually(lambda: seen or None, "first message", 3)
    report(http, "streamed")
    listening.join(5)
    assert not listening.is_alive(), seen


def test_a_service_that_died_is_answered_for_and_what_it_missed_comes_later(
    stack: Stack, http: httpx2.Client
) -> None:
    stack["patrol", 0].kill()
    away = http.get("/patrol/api/v1/rescues")
    assert away.status_code == 503 and away.headers["Retry-After"] == "1"
    assert away.headers["Content-Type"] == "application/problem+json" and away.json()["status"] == 503
    sighting = report(http, "while patrol is away")
    stack.restart("patrol", 0)
    assert eventually(lambda: rescue_of(http, sighting), "rescue")


def test_while_kafka_is_away_reports_are_accepted_and_what_follows_comes_with_it(
    stack: Stack, http: httpx2.Client
) -> None:
    stack.kafka.stop()
    try:
        sighting = report(http, "while Kafka is away")
        assert report(http, "while Kafka is away") == sighting
        assert http.get(f"/intake/api/v1/sightings/{sighting}").json()["rescue"] is None
        assert rescue_of(http, sighting) is None
    finally:
        stack.kafka.start()
    rescue = eventually(lambda: rescue_of(http, sighting), "rescue", 30)
    eventually(
        lambda: http.get(f"/intake/api/v1/sightings/{sighting}").json()["rescue"], "the desk's word", 30
    )
    assert json.dumps(http.get("/patrol/api/v1/rescues?limit=100").json()).count(sighting) == 1, rescue


def test_a_process_with_an_open_stream_says_goodbye_and_is_gone_in_two_seconds(
    stack: Stack, http: httpx2.Client
) -> None:
    member = stack["patrol", 0]
    with http.stream("GET", f"{member.url}/patrol/api/v1/stream") as answer:
        lines = answer.iter_lines()
        next(lines)
        asked = time.monotonic()
        member.send(signal.SIGTERM)
        rest = list(lines)
    eventually(lambda: member.pid is None or None, "end")
    assert "event: bye" in rest
    assert time.monotonic() - asked < 2
    stack.restart("patrol", 0)


async def test_a_service_may_write_its_own_topic_alone(stack: Stack) -> None:
    log = KafkaLog(KafkaSettings.read(stack["intake", 0].environment["RELIEF_LOG"]))
    await log.start()
    try:
        assert log.healthy
        record = Record("intake.facts", "nobody", [("ce_type", b"cn.nuandong.intake.nothing.v1")], b"{}")
        await log.append([record])
        before = await log.ends(["patrol.facts"])
        with pytest.raises(Exception, match=r"Authorization|TopicAuthorizationFailed"):
            await log.append([Record("patrol.facts", "nobody", record.headers, record.body)])
        assert await log.ends(["patrol.facts"]) == before
    finally:
        await log.stop()


async def test_nobody_comes_to_the_log_without_the_right_password(stack: Stack) -> None:
    log = KafkaLog(KafkaSettings.read(f"kafka://intake:guessed@{stack.kafka.bootstrap}"))
    await log.start()
    assert not log.healthy
    await log.stop()


async def test_a_running_service_can_not_alter_or_empty_its_tables(stack: Stack) -> None:
    url = stack["patrol", 0].environment["PATROL_DATABASE_URL"].replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    try:
        assert await connection.fetchval("select count(*) from rescue") > 0
        for forbidden in ("TRUNCATE rescue", "DROP TABLE rescue", "ALTER TABLE rescue ADD COLUMN more text"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(forbidden)
    finally:
        await connection.close()


def test_a_service_whose_schema_is_old_is_not_ready_and_becomes_so_once_migrated(stack: Stack) -> None:
    member = stack["payments", 0]
    member.stop()
    assert "→ empty" in stack.run_step("migrate", "migrate", "--service", "payments", "--revision", "base")
    member.launch()
    member.wait(lambda: _answers(member.health))
    answer = httpx2.get(member.health)
    assert answer.status_code == 503 and answer.json() == {"ready": False, "reason": "schema", "degraded": []}
    assert "empty →" in stack.run_step("migrate", "migrate", "--service", "payments")
    eventually(lambda: member.is_ready() or None, "readiness")


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url).status_code > 0
    except httpx2.TransportError:
        return False
