"""Screens hear of every change of their area, resume where they were, and are told when it is over."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.chassis.clock import SteppedClock
from services.chassis.log import Log, Record
from services.chassis.web import streams
from services.chassis.web.streams import QUEUE
from services.contracts.words import Role
from tests.chassis.lantern_app import Listener, Running, lantern_app, running
from tests.chassis.lanterns import COMMON, TOPIC, until
from tests.chassis.records import lit

LANTERNS = "/api/v1/lanterns"


@pytest.fixture
async def place(url: str, log: Log, clock: SteppedClock) -> AsyncIterator[Running]:
    async with running(lantern_app(url, log, clock)) as opened:
        yield opened


@pytest.fixture
async def dispatcher(place: Running) -> dict[str, str]:
    return await place.key(Role.DISPATCHER)


async def hang(place: Running, dispatcher: dict[str, str], name: str, area: str = "990101") -> None:
    answer = await place.http.post(LANTERNS, headers=dispatcher, json={"id": name, "area": area})
    assert answer.status_code == 201, answer.text


async def brighten(place: Running, dispatcher: dict[str, str], name: str) -> None:
    answer = await place.http.post(f"{LANTERNS}/{name}/brightness", headers=dispatcher)
    assert answer.status_code == 200, answer.text


async def has(listener: Listener, name: str, count: int = 1) -> bool:
    return len(listener.named(name)) >= count


async def has_heard(listener: Listener) -> bool:
    return bool(listener.events)


async def has_ended(listener: Listener) -> bool:
    return listener.ended


def seen(listener: Listener) -> list[tuple[str, int]]:
    return [(thing["id"], thing["version"]) for thing in listener.named("lantern")]


async def test_a_new_screen_gets_a_snapshot_and_then_every_change_as_a_whole(
    place: Running, dispatcher: dict[str, str]
) -> None:
    async with place.listening(dispatcher) as screen:
        await until(lambda: has(screen, "snapshot"))
        await hang(place, dispatcher, "a")
        await until(lambda: has(screen, "lantern"))
        await brighten(place, dispatcher, "a")
        await until(lambda: has(screen, "lantern", 2))
        assert screen.named("lantern")[-1] == {"id": "a", "area": "990101", "brightness": 1, "version": 2}
        assert screen.status == 200 and len(screen.named("snapshot")) == 1


async def test_a_screen_hears_only_of_its_area_and_a_team_only_of_itself(
    place: Running, dispatcher: dict[str, str]
) -> None:
    home = await place.key(Role.LEADER, "990102")
    team = await place.key(Role.TEAM, "*", team="near")
    async with (
        place.listening(dispatcher) as everything,
        place.listening(home) as ours,
        place.listening(team) as own,
    ):
        await until(lambda: has(everything, "snapshot"))
        for name, area in (("far", "990101"), ("near", "990102001"), ("next", "990102")):
            await hang(place, dispatcher, name, area)
        await until(lambda: has(everything, "lantern", 3))
        await until(lambda: has(ours, "lantern", 2))
        assert sorted(id for id, _ in seen(ours)) == ["near", "next"]
        assert [id for id, _ in seen(own)] == ["near"]


async def test_a_screen_resumes_behind_the_last_thing_it_saw(
    place: Running, dispatcher: dict[str, str]
) -> None:
    async with place.listening(dispatcher) as screen:
        await until(lambda: has(screen, "snapshot"))
        await hang(place, dispatcher, "a")
        await until(lambda: has(screen, "lantern"))
    await brighten(place, dispatcher, "a")
    await brighten(place, dispatcher, "a")
    async with place.listening(dispatcher, last=screen.last_id) as again:
        await until(lambda: has(again, "lantern", 2))
        await brighten(place, dispatcher, "a")
        await until(lambda: has(again, "lantern", 3))
        assert seen(again)[-1] == ("a", 4)
        assert again.named("snapshot") == []


async def test_a_place_that_nobody_knows_gets_a_snapshot(place: Running, dispatcher: dict[str, str]) -> None:
    await hang(place, dispatcher, "a")
    for last in ("", "nonsense", "0:999999", "7:1", "0:-1", "0:0,", "0", "0:1:2", "0:" + "9" * 40):
        async with place.listening(dispatcher, last=last) as screen:
            await until(lambda heard=screen: has(heard, "snapshot"))


async def test_a_screen_may_resume_at_another_process(
    url: str, log: Log, clock: SteppedClock, place: Running, dispatcher: dict[str, str]
) -> None:
    async with place.listening(dispatcher) as screen:
        await until(lambda: has(screen, "snapshot"))
        await hang(place, dispatcher, "a")
        await until(lambda: has(screen, "lantern"))
    await brighten(place, dispatcher, "a")
    async with running(lantern_app(url, log, clock)) as other:
        async with other.listening(dispatcher) as warm:
            await until(lambda: has(warm, "snapshot"))
            await brighten(place, dispatcher, "a")
            await until(lambda: is_warm(warm))
        async with other.listening(dispatcher, last=screen.last_id) as again:
            await until(lambda: has(again, "lantern", 2))
            assert seen(again)[-1] == ("a", 3) and again.named("snapshot") == []


async def is_warm(listener: Listener) -> bool:
    return ("a", 3) in seen(listener)


async def test_a_restarted_process_still_knows_what_was_said_just_before(
    url: str, log: Log, clock: SteppedClock
) -> None:
    async with running(lantern_app(url, log, clock)) as place:
        dispatcher = await place.key(Role.DISPATCHER)
        async with place.listening(dispatcher) as screen:
            await until(lambda: has(screen, "snapshot"))
            await hang(place, dispatcher, "a")
            await until(lambda: has(screen, "lantern"))
            await brighten(place, dispatcher, "a")
            await until(lambda: has(screen, "lantern", 2))
    first = screen.events[1][1]
    async with running(lantern_app(url, log, clock)) as place:

        async def resumes() -> bool:
            """From when the process has read what was said before it began."""
            async with place.listening(dispatcher, last=first) as again:
                await until(lambda: has_heard(again))
                return again.named("snapshot") == [] and len(again.named("lantern")) == 1

        await until(resumes)


async def test_a_screen_that_does_not_read_starts_again_from_a_snapshot(
    place: Running, dispatcher: dict[str, str], log: Log
) -> None:
    await hang(place, dispatcher, "a")
    async with place.listening(dispatcher) as slow, place.listening(dispatcher) as quick:
        await until(lambda: has(slow, "snapshot"))
        await until(lambda: has(quick, "snapshot"))
        slow.reading.clear()
        for batch in range(0, QUEUE + 100, 100):
            await log.append([lit(1000 + batch + number) for number in range(100)])
            await until(lambda wanted=batch + 100: has(quick, "lantern", wanted))
        slow.reading.set()
        await until(lambda: has(slow, "snapshot", 2))
        assert len(slow.named("lantern")) < QUEUE
        await brighten(place, dispatcher, "a")
        await until(lambda: is_told(slow, 1))
        assert slow.named("lantern")[-1]["brightness"] == 1 and len(quick.named("snapshot")) == 1


async def is_told(listener: Listener, brightness: int) -> bool:
    return any(thing["brightness"] == brightness for thing in listener.named("lantern"))


async def test_a_beat_tells_the_time_also_while_there_is_much_to_tell(
    place: Running,
    dispatcher: dict[str, str],
    clock: SteppedClock,
    log: Log,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams, "BEAT_SECONDS", 1.0)
    monkeypatch.setattr(streams, "CHECK_SECONDS", 0.5)
    await hang(place, dispatcher, "a")
    async with place.listening(dispatcher) as screen:
        await until(lambda: has(screen, "snapshot"))
        for number in range(12):
            await log.append([lit(2000 + number)])
            await asyncio.sleep(0.25)
        assert len(screen.named("beat")) >= 2
        assert screen.named("beat")[-1] == {"now": clock.now().isoformat()}


async def test_a_revoked_key_is_told_goodbye_even_while_there_is_much_to_tell(
    place: Running, dispatcher: dict[str, str], log: Log
) -> None:
    await hang(place, dispatcher, "a")
    leader = await place.key(Role.LEADER)
    async with place.listening(leader) as screen:
        await until(lambda: has(screen, "snapshot"))
        async with place.service.database.write() as session:
            mine = COMMON.access.c.name.startswith("leader")
            await session.execute(COMMON.access.update().where(mine).values(revoked=True))
        for number in range(20):
            if screen.ended:
                break
            await log.append([lit(3000 + number)])
            await asyncio.sleep(0.2)
        assert screen.ended, "within some seconds, not at the next quiet moment"
        assert screen.events[-1] == ("bye", None, {"reason": "revoked"})


async def test_a_stream_says_goodbye_at_once_when_the_service_ends(
    url: str, log: Log, clock: SteppedClock
) -> None:
    loop = asyncio.get_running_loop()
    async with running(lantern_app(url, log, clock)) as place:
        dispatcher = await place.key(Role.DISPATCHER)
        async with place.listening(dispatcher) as first, place.listening(dispatcher) as second:
            await until(lambda: has(first, "snapshot"))
            await until(lambda: has(second, "snapshot"))
            begun = loop.time()
            place.service.around.stopping.set()
            await until(lambda: has_ended(first))
            await until(lambda: has_ended(second))
            assert loop.time() - begun < 0.5
            assert first.events[-1] == second.events[-1] == ("bye", None, {})
        begun = loop.time()
    assert loop.time() - begun < 1.0


async def test_a_fact_that_cannot_be_shown_silences_nobody(
    place: Running, dispatcher: dict[str, str]
) -> None:
    async with place.listening(dispatcher) as screen:
        await until(lambda: has(screen, "snapshot"))
        await hang(place, dispatcher, "unshowable")
        await hang(place, dispatcher, "a")
        await until(lambda: has(screen, "lantern"))
        assert [id for id, _ in seen(screen)] == ["a"]


async def test_nonsense_on_the_topic_silences_nobody(
    place: Running, dispatcher: dict[str, str], log: Log
) -> None:
    async with place.listening(dispatcher) as screen:
        await until(lambda: has(screen, "snapshot"))
        await log.append([Record(TOPIC, "a", [], b"nonsense")])
        await hang(place, dispatcher, "a")
        await until(lambda: has(screen, "lantern"))
