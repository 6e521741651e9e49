"""Screens subscribe to whole changed things of their own area."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from services.contracts.words import Sign
from services.platform.client import Api
from tests.support.patrol import KEYRING, Patrol


@dataclass
class Screen:
    """What an open stream has received so far."""

    status: int = 0
    text: str = ""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def messages(self) -> list[dict[str, Any]]:
        found = []
        for block in self.text.split("\n\n")[:-1]:
            lines = dict(line.split(": ", 1) for line in block.split("\n"))
            found.append({**lines, "data": json.loads(lines["data"])})
        return found

    def of(self, event: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["event"] == event]


@asynccontextmanager
async def screen(p: Patrol, key: Api | None, last_event_id: str | None = None) -> AsyncIterator[Screen]:
    """A stream that is open until the end of the block."""
    seen, gone = Screen(), asyncio.Event()
    headers = [(b"authorization", key._headers["Authorization"].encode())] if key else []
    if last_event_id is not None:
        headers.append((b"last-event-id", last_event_id.encode()))
    path = "/patrol/api/v1/stream"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "server": ("patrol.test", 80),
    }

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        seen.status = message.get("status", seen.status)
        seen.text += message.get("body", b"").decode()

    task = asyncio.ensure_future(p.app(scope, receive, send))
    for _ in range(100):
        await asyncio.sleep(0.02)
        if seen.status == 401 or seen.text:
            break
    try:
        yield seen
    finally:
        gone.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def told(p: Patrol) -> None:
    await p.rest()
    await asyncio.sleep(0.2)


def test_a_screen_gets_the_whole_rescue_each_time_it_changes(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await told(p)
        async with screen(p, p.dispatcher) as seen:
            assert seen.messages[0]["event"] == "snapshot"
            await p.report(words=KEYRING.seal("words", "灰大衣"), signs=(Sign.ELDERLY,))
            await crew.say("acceptance")
            await told(p)
        rescues = [message["data"] for message in seen.of("rescue")]
        assert rescues[-1]["state"] == "accepted" and rescues[-1]["team"]["id"] == crew.id
        versions = [rescue["version"] for rescue in rescues]
        assert versions == sorted(versions) and versions[-1] == (await p.rescue())["version"]
        assert "灰大衣" not in seen.text, "one message goes to every role"

    play(story)


def test_a_screen_that_comes_back_gets_what_it_missed(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        await told(p)
        async with screen(p, p.dispatcher) as seen:
            last = seen.messages[-1]["id"]
        await crew.say("acceptance")
        await told(p)
        async with screen(p, p.dispatcher, last) as seen:
            states = [message["data"]["state"] for message in seen.of("rescue")]
            assert states == ["accepted"] and not seen.of("snapshot")
        async with screen(p, p.dispatcher, "long ago") as seen:
            assert [message["event"] for message in seen.messages] == ["snapshot"]

    play(story)


def test_a_screen_hears_only_of_its_own_area_and_a_phone_of_its_own_team(play):
    async def story(p: Patrol):
        near, other = await p.crew("near", 1_000), await p.crew("other", 9_000)
        stranger = await p.key("stranger", "dispatcher", "880101")
        async with (
            screen(p, stranger) as foreign,
            screen(p, near.api) as asked,
            screen(p, other.api) as idle,
            screen(p, None) as nobody,
        ):
            await p.report()
            await near.say("refusal", reason="轮胎坏了")
            await told(p)
        assert not foreign.of("rescue") and not foreign.of("team")
        assert nobody.status == 401
        assert [message["data"]["offers"][0]["state"] for message in asked.of("rescue")][-1] == "declined"
        assert [message["data"]["team"]["id"] for message in idle.of("rescue")] == [other.id]

    play(story)


@pytest.mark.only(store="sqlite")  # five seconds pass
def test_the_beat_carries_the_servers_time_and_the_end_says_goodbye(play):
    async def story(p: Patrol):
        async with screen(p, p.dispatcher) as seen:
            await asyncio.sleep(5.1)
            assert seen.of("beat")[0]["data"]["now"] == p.clock.now().isoformat()
            p.service.stopping.set()
            await asyncio.sleep(0.2)
            assert seen.messages[-1]["event"] == "bye"

    play(story)
