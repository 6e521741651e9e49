"""A team that will be later than the limit: the desk says so in words, before the call is saved and after."""

import json
from typing import Any

import pytest

from tests.support.intake import Desk, at, at_the_desk
from tests.support.intake_patrol import accepted, offered, opened

PAGE = "/intake/desk"


def foreseen(seconds: int) -> str:
    team = {"name": "甲队", "metres": 9_000, "seconds": seconds}
    told: dict[str, Any] = {"grade": "ordinary", "profile": "town", "limit_seconds": 1800, "free": [team]}
    return json.dumps(told)


async def foresee(desk: Desk, seconds: int, language: str = "zh-CN", **form: str) -> str:
    known = {"Authorization": f"Bearer {desk.operator.secret}", "Accept-Language": language}
    sent = {"foreseen": foreseen(seconds), **form}
    return (await desk.http.post(f"{PAGE}/foreseen", data=sent, headers=known)).text


@at_the_desk
async def test_a_team_that_is_foreseen_too_late_is_said_to_be(desk: Desk) -> None:
    late = await foresee(desk, 59 * 60)
    assert "甲队约 59 分钟到" in late and "超过 30 分钟时限" in late and "会晚到" in late
    assert "大约 59 分钟到，路远，比规定的 30 分钟晚" in late
    english = await foresee(desk, 59 * 60, "en")
    assert "Later than the limit of 30 min" in english and "later than the 30 we aim for" in english
    in_time = await foresee(desk, 29 * 60)
    assert "时限" not in in_time and "晚" not in in_time


@at_the_desk
async def test_the_time_that_the_caller_has_spoken_counts(desk: Desk) -> None:
    assert "超过 30 分钟时限" in await foresee(desk, 29 * 60, received_at=at("18:58").isoformat())


@pytest.mark.parametrize("minute,late", [("19:29", False), ("19:58", True)])
@at_the_desk
async def test_a_promise_later_than_the_deadline_is_said_to_be(desk: Desk, minute: str, late: bool) -> None:
    report = await desk.operator.sighting()
    await desk.say(opened(report))
    await desk.say(offered(), 2)
    await desk.say(accepted().model_copy(update={"promised_at": at(minute)}), 3)
    shown = (await desk.operator.ask("GET", f"{PAGE}/reports/sighting/{report['id']}/answer")).text
    assert ("超过 30 分钟时限" in shown) is late
    assert ("比规定的 30 分钟晚" in shown) is late
