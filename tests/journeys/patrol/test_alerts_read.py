"""Who has read an alert: once for each reader and round, said to everybody who looks on."""

from typing import Any

import pytest

from services.platform.client import Refused
from tests.support.patrol import Patrol, kind_of

API, PAGE = "/patrol/api/v1/rescues", "/patrol/board/main"
PART = {"HX-Request": "true"}


async def queued(p: Patrol) -> str:
    """Somebody for whom nobody is free."""
    await p.report()
    return str((await p.rescue())["id"])


async def read(p: Patrol, key: Any, rescue: str, alert: str = "queue", round: int = 1) -> list[Any]:
    body = {"alert": alert, "round": round}
    return list((await key.post(f"{API}/{rescue}/alert-readings", body))["items"])


async def board(p: Patrol, key: Any) -> str:
    return str((await p.http.get(PAGE, headers={**key.headers, **PART})).text)


def test_the_first_reader_is_shown_to_everybody_and_each_is_said_once(play):
    async def story(p: Patrol):
        rescue = await queued(p)
        leader = await p.key("leader", "leader")
        assert "data-unread" in await board(p, leader)
        await p.reach("18:01")
        (first,) = await read(p, p.dispatcher, rescue)
        assert (first["role"], first["reader"]) == ("dispatcher", "key:key-dispatcher")
        await p.reach("18:02")
        assert await read(p, p.dispatcher, rescue) == [first]
        assert [one["role"] for one in await read(p, leader, rescue)] == ["dispatcher", "leader"]
        said = [fact for fact in await p.facts() if kind_of(fact) == "AlertRead"]
        assert [(fact.data["alert"], fact.data["role"]) for fact in said] == [
            ("queue", "dispatcher"),
            ("queue", "leader"),
        ]
        shown = await board(p, leader)
        assert "18:01:00" in shown and "调度员" in shown and "共 2 人" in shown
        assert "data-unread" not in shown and 'data-person="key:key-dispatcher"' in shown

    play(story)


def test_what_is_raised_again_is_unread_again(play):
    async def story(p: Patrol):
        rescue = await queued(p)
        await read(p, p.dispatcher, rescue)
        crew = await p.crew("甲队", 1_000)
        await crew.say("refusal", reason="车坏了")
        assert "data-unread" in await board(p, p.dispatcher)
        assert len(await read(p, p.dispatcher, rescue, round=2)) == 1
        assert "data-unread" not in await board(p, p.dispatcher)

    play(story)


def test_an_alert_that_nobody_raised_cannot_be_read(play):
    async def story(p: Patrol):
        rescue = await queued(p)
        for alert, round in (("breach", 1), ("risk", 1), ("queue", 2)):
            with pytest.raises(Refused) as refused:
                await read(p, p.dispatcher, rescue, alert, round)
            assert (refused.value.status, refused.value.problem["code"]) == (409, "no-such-alert")

    play(story)


def test_a_breach_is_read_before_its_reason_is_given(play):
    async def story(p: Patrol):
        rescue = await queued(p)
        await p.reach("19:00")
        (reading,) = await read(p, p.dispatcher, rescue, "breach")
        assert reading["alert"] == "breach"
        shown = await board(p, p.dispatcher)
        assert "原因待填" in shown and "19:00:00" in shown

    play(story)


def test_the_wall_says_nothing_of_who(play):
    async def story(p: Patrol):
        rescue = await queued(p)
        await read(p, p.dispatcher, rescue)
        wall = await p.http.get(f"{PAGE}?mode=wall", headers={**p.dispatcher.headers, **PART})
        assert "data-person" not in wall.text and "无队可派" in wall.text

    play(story)
