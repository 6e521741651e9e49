"""Screens subscribe to whole changed things of their own area."""

import asyncio

import pytest

from services.contracts.words import Sign
from tests.support.patrol import KEYRING, Patrol
from tests.support.patrol_screen import screen, told


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
